package io.penstock.log.shard;

/** Tells the journal records that count from those that do not, going through the journal in order. See the package's contract. */
final class Fence {

    private static final long NONE = -1;

    private long epoch;
    private long next;

    private Fence(long epoch, long next) {
        this.epoch = epoch;
        this.next = next;
    }

    /** Before the first EPOCH record nothing counts. */
    static Fence closed() {
        return new Fence(NONE, NONE);
    }

    /** Within an epoch, before the record of that sequence number. */
    static Fence at(long epoch, long sequence) {
        return new Fence(epoch, sequence);
    }

    /** Within an epoch, whichever record of it comes first: for the beginning of a trimmed journal. */
    static Fence within(long epoch) {
        return new Fence(epoch, NONE);
    }

    /** An EPOCH record lies at this offset. */
    void begin(long offset) {
        epoch = offset;
        next = 1;
    }

    /** Whether a record counts that is neither EPOCH nor behind in the journal. */
    boolean admits(long recordEpoch, long sequence) {
        if (recordEpoch != epoch || epoch == NONE) {
            return false;
        }
        if (next == NONE) {
            next = sequence;
        }
        if (sequence != next) {
            return false;
        }
        next++;
        return true;
    }

    long epoch() {
        return epoch;
    }
}
