package io.penstock.kernel.memory;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import java.time.Instant;

/** A producer for one partition: stores at once, acknowledges later, in order, with faults. Used on the loop alone. */
final class Appender {

    /** Hears how an append went; called on the loop. */
    interface Ack {
        void stored(LogRecord record);

        void failed(FaultException fault);
    }

    private final EventLoop loop;
    private final MemoryFaults faults;
    private final MemoryPartition partition;
    private Instant lastAck = Instant.MIN;

    Appender(EventLoop loop, MemoryFaults faults, MemoryPartition partition) {
        this.loop = loop;
        this.faults = faults;
        this.partition = partition;
    }

    boolean writes(MemoryPartition other) {
        return partition == other;
    }

    void append(NewRecord record, Ack ack) {
        if (!faults.keep(() -> store(record, ack))) {
            store(record, ack);
        }
    }

    private void store(NewRecord record, Ack ack) {
        long millis = loop.clock().millis();
        switch (faults.fate()) {
            case STORED -> {
                LogRecord stored = partition.append(record, millis);
                deliver(() -> ack.stored(stored));
            }
            case DUPLICATED -> {
                LogRecord stored = partition.append(record, millis);
                partition.append(record, millis);
                deliver(() -> ack.stored(stored));
            }
            case LOST -> {
                partition.append(record, millis);
                deliver(() -> ack.failed(CommonFaults.UNAVAILABLE.with()));
            }
            case REFUSED -> deliver(() -> ack.failed(CommonFaults.UNAVAILABLE.with()));
        }
    }

    private void deliver(Runnable ack) {
        Instant now = loop.clock().instant();
        Instant due = now.plus(faults.delay());
        lastAck = due.isBefore(lastAck) ? lastAck : due;
        Runnable delivery = () -> {
            if (!faults.hold(ack)) {
                ack.run();
            }
        };
        if (lastAck.isAfter(now)) {
            loop.at(lastAck, delivery);
        } else {
            loop.execute(delivery);
        }
    }
}
