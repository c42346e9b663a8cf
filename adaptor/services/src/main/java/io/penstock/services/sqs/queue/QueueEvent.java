package io.penstock.services.sqs.queue;

import io.penstock.kernel.dedup.Hash128;
import io.penstock.services.sqs.queue.QueueProtocol.MoveKind;
import io.penstock.services.sqs.queue.QueueProtocol.Scanned;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to one queue partition. Times are epoch milliseconds; arrays are never changed. */
public sealed interface QueueEvent {

    /** Written to the journal. */
    sealed interface Journaled extends QueueEvent {}

    /** Can be had again from the topic or from the clock, so it is applied and not written. */
    sealed interface Derived extends QueueEvent {}

    /**
     * Messages were handed out: each is in flight until {@code visibleAt}.
     *
     * @param nonces one per offset, the new receipts
     * @param attempt the ReceiveRequestAttemptId's hash, if there was one
     */
    record Received(
            long at,
            long visibleAt,
            long[] offsets,
            int[] nonces,
            @Nullable Hash128 attempt) implements Journaled {}

    /** A receive was repeated with its ReceiveRequestAttemptId: its messages are in flight until {@code visibleAt}. */
    record AttemptRepeated(long at, long visibleAt, Hash128 attempt) implements Journaled {}

    /** Consumers deleted messages. */
    record Deleted(long[] offsets) implements Journaled {}

    /**
     * Consumers changed visibility timeouts.
     *
     * @param visibleAt one per offset
     */
    record VisibilityChanged(long[] offsets, long[] visibleAt) implements Journaled {}

    /** Messages were handed out to nobody: visible, and received once less. */
    record GivenBack(long[] offsets) implements Journaled {}

    /** Messages are on their way to another queue and invisible; the companion appends them there. */
    record MoveStarted(MoveKind kind, long at, long[] offsets) implements Journaled {}

    /** The other queue has them: gone here. */
    record Moved(long[] offsets) implements Journaled {}

    /** Their move was given up: visible again. */
    record MoveAbandoned(long[] offsets) implements Journaled {}

    /**
     * Messages whose retention is over or whose records are lost are gone.
     *
     * @param first first offset of each range, ascending
     * @param last last offset of each range, inclusive
     */
    record Dropped(long[] first, long[] last) implements Journaled {

        static Dropped of(OffsetRanges ranges) {
            long[] first = new long[ranges.ranges()];
            long[] last = new long[first.length];
            int[] at = new int[1];
            ranges.forEach((from, to) -> {
                first[at[0]] = from;
                last[at[0]++] = to;
            });
            return new Dropped(first, last);
        }
    }

    /** Every message below the offset is gone. */
    record Purged(long beforeOffset) implements Journaled {}

    /**
     * The scan found these to be duplicates. Written before their originals may be trimmed: a rebuild could not find
     * out any more.
     *
     * @param first first offset of each range, ascending
     * @param last last offset of each range, inclusive
     */
    record DuplicatesJudged(long[] first, long[] last) implements Journaled {

        static DuplicatesJudged of(OffsetRanges ranges) {
            Dropped both = Dropped.of(ranges);
            return new DuplicatesJudged(both.first(), both.last());
        }
    }

    /**
     * How far the sources of records had come. Written before their records may be trimmed: a rebuild could not find out any more.
     *
     * @param before the scan had reached this offset
     * @param positions one per source
     */
    record SourcesNoted(long before, Hash128[] sources, long[] positions) implements Journaled {}

    /** The queue is deleted. */
    record Discarded() implements Journaled {}

    /** The scan moved on; see {@link QueueProtocol.Command.Scan}. {@code at} is when it was taken in. */
    record TailScanned(long at, List<Scanned> records, long next, long retentionMillis, long delayMillis)
            implements Derived {}

    /** Records that were scanned before were read again; see {@link QueueProtocol.Command.Refill}. */
    record Refilled(long at, List<Scanned> records, long next) implements Derived {}

    /** Nothing was appended up to then that the scan has not seen. */
    record TailQuiet(long at) implements Derived {}

    /** Leases and delays that ended by then are over. */
    record TimePassed(long at) implements Derived {}
}
