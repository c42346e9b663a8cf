package io.penstock.log.shard;

import io.penstock.log.client.Appender;
import io.penstock.log.shard.JournalRecord.Subject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decisions on their way to the journal and back to their callers: strictly in order, none before its append and all earlier ones are
 * acknowledged at contiguous offsets. Belongs to the shard's strand.
 */
final class Outbox {

    /** Events of one journal record: a larger decision goes on in further ones, so that brokers with the usual limit of 1 MiB take it. */
    private static final int PART_BYTES = 768 << 10;

    /** Whom the outbox serves. */
    interface Owner {
        /** Everything this decision tells of is durable. */
        void release(Step<?, ?, ?, ?> step);

        /** Records and bytes became durable. */
        void progressed(int bytes);

        /** An append failed, or its acknowledgement makes no sense: what was decided on top of it is void. */
        void broken(Throwable cause);

        /** Another owner's EPOCH record was found. */
        void deposed(long byEpoch);
    }

    private final Owner owner;
    private final Strand strand;
    private final ShardStore store;
    private final int shard;
    private final long epoch;
    private final ArrayDeque<Step<?, ?, ?, ?>> steps = new ArrayDeque<>();
    private final ArrayDeque<Acknowledged> heldBack = new ArrayDeque<>();
    private final ArrayDeque<Awaited> awaited = new ArrayDeque<>();
    private long sequence;
    private long acknowledged;
    private long expectedOffset;
    private long bytes;
    private boolean readingGap;
    private boolean closed;

    private record Acknowledged(long sequence, int size, long offset) {}

    private record Awaited(long sequence, Runnable then) {}

    Outbox(Owner owner, Strand strand, ShardStore store, int shard, long epoch) {
        this.owner = owner;
        this.strand = strand;
        this.store = store;
        this.shard = shard;
        this.epoch = epoch;
        this.expectedOffset = epoch + 1;
    }

    /** Journals a decision's events, if it has any to journal; it is told when all is acknowledged that it depends on. */
    void add(Step<?, ?, ?, ?> step, Subject subject, List<byte[]> events) {
        int from = 0;
        while (from < events.size()) {
            int to = from;
            int size = 0;
            while (to < events.size() && (to == from || size + events.get(to).length <= PART_BYTES)) {
                size += events.get(to++).length;
            }
            append(new JournalRecord.Events(epoch, ++sequence, to < events.size(), subject, events.subList(from, to)));
            from = to;
        }
        step.barrier = sequence;
        step.cell.unreleased++;
        steps.add(step);
        releaseDurable();
    }

    /** Journals the pointer to a snapshot. */
    void point(Position from, JournalRecord.Chunks chunks, Runnable whenDurable) {
        append(new JournalRecord.Snapshot(epoch, ++sequence, from.offset, from.sequence, chunks));
        awaited.add(new Awaited(sequence, whenDurable));
    }

    /**
     * A place in the journal.
     *
     * @param offset at or before the first record that is not acknowledged
     * @param sequence the number of that record
     */
    record Position(long offset, long sequence) {}

    Position acknowledgedPosition() {
        return new Position(expectedOffset, acknowledged + 1);
    }

    /** The number of the last record that was sent; what is in memory now includes it. */
    long sequence() {
        return sequence;
    }

    long epoch() {
        return epoch;
    }

    /** Journal bytes of this shard in flight. */
    long unacknowledgedBytes() {
        return bytes;
    }

    boolean isIdle() {
        return acknowledged == sequence && steps.isEmpty();
    }

    /** Stops, and hands back what will not be told. */
    List<Step<?, ?, ?, ?>> close() {
        closed = true;
        List<Step<?, ?, ?, ?>> left = new ArrayList<>(steps);
        steps.clear();
        awaited.clear();
        heldBack.clear();
        return left;
    }

    private void append(JournalRecord.Fenced record) {
        byte[] encoded = record.encode();
        bytes += encoded.length;
        long number = record.sequence();
        Appender.Ack ack = (offset, timestamp, error) ->
                strand.execute(() -> acknowledge(new Acknowledged(number, encoded.length, offset), error));
        store.journal(shard, encoded, ack);
    }

    private void acknowledge(Acknowledged ack, @Nullable Exception error) {
        if (closed) {
            return;
        }
        if (error != null) {
            owner.broken(error);
        } else if (readingGap) {
            heldBack.add(ack);
        } else if (ack.sequence != acknowledged + 1 || ack.offset < expectedOffset) {
            owner.broken(new IllegalStateException("acknowledged was record " + ack.sequence + " at offset "
                    + ack.offset + ", expected " + (acknowledged + 1) + " at " + expectedOffset));
        } else if (ack.offset > expectedOffset) {
            readGap(ack);
        } else {
            accept(ack);
        }
    }

    private void accept(Acknowledged ack) {
        acknowledged = ack.sequence;
        expectedOffset = ack.offset + 1;
        bytes -= ack.size;
        while (!awaited.isEmpty() && awaited.element().sequence <= acknowledged) {
            awaited.remove().then.run();
        }
        releaseDurable();
        if (!closed) {
            owner.progressed(ack.size);
        }
    }

    private void releaseDurable() {
        while (!closed && !steps.isEmpty() && steps.element().barrier <= acknowledged) {
            owner.release(steps.remove());
        }
    }

    /** Somebody else wrote between two acknowledgements: a new owner, or a deposed one whose records mean nothing. */
    private void readGap(Acknowledged ack) {
        readingGap = true;
        long from = expectedOffset;
        store.read(consumer -> epochBetween(store.journalReader(shard, consumer), from, ack.offset))
                .whenComplete((found, error) -> strand.execute(() -> gapRead(ack, found == null ? -1 : found, error)));
    }

    /** The offset of the last EPOCH record in a stretch of the journal, or -1. */
    private static long epochBetween(LogReader reader, long from, long before) {
        long[] found = {-1};
        reader.read(from, before, (offset, value) -> {
            if (JournalRecord.isEpoch(value)) {
                found[0] = offset;
            }
            return true;
        });
        return found[0];
    }

    private void gapRead(Acknowledged ack, long otherEpoch, @Nullable Throwable error) {
        if (closed) {
            return;
        }
        if (error != null) {
            owner.broken(error);
            return;
        }
        if (otherEpoch >= 0) {
            owner.deposed(otherEpoch);
            return;
        }
        readingGap = false;
        expectedOffset = ack.offset;
        accept(ack);
        List<Acknowledged> later = List.copyOf(heldBack);
        heldBack.clear();
        later.forEach(next -> acknowledge(next, null));
    }
}
