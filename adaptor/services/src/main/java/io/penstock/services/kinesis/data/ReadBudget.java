package io.penstock.services.kinesis.data;

import io.penstock.kernel.port.LogRecord;
import java.util.concurrent.Semaphore;

/**
 * The bytes that reads in progress may bring into memory together. A read gets less than it wants rather than waiting, as long as there is anything to
 * get: answers become smaller when many read at once. Thread-safe.
 */
public final class ReadBudget {

    private static final int UNIT = 1 << 20;

    private final int all;
    private final Semaphore units;

    /** @param bytes at least a mebibyte */
    public ReadBudget(long bytes) {
        if (bytes < UNIT) {
            throw new IllegalArgumentException("reads need a mebibyte at least: " + bytes);
        }
        this.all = (int) Math.min(Integer.MAX_VALUE, bytes / UNIT);
        this.units = new Semaphore(all, true);
    }

    /** A read's part; to be closed when the read is over. */
    public record Part(ReadBudget budget, int units) implements AutoCloseable {

        /** At most this many bytes. */
        public int bytes(int wanted) {
            return Math.min(wanted, units * UNIT);
        }

        @Override
        public void close() {
            budget.units.release(units);
        }
    }

    /** Waits for a mebibyte and takes up to what is wanted. */
    public Part take(int wantedBytes) throws InterruptedException {
        int wanted = Math.max(1, (wantedBytes + UNIT - 1) / UNIT);
        int more = Math.min(wanted, units.availablePermits());
        if (more > 1 && units.tryAcquire(more)) {
            return new Part(this, more);
        }
        units.acquire();
        return new Part(this, 1);
    }

    /** Bytes that reads in progress have taken. */
    long taken() {
        return (long) (all - units.availablePermits()) * UNIT;
    }

    /** Bytes of a record's data and partition key. */
    public static int size(LogRecord record) {
        byte[] key = record.key();
        return record.value().length + (key == null ? 0 : key.length);
    }
}
