package io.penstock.kernel.contract;

/** Faults of the appends to journals, by those of all shards in the order in which they are sent. */
public interface JournalFaults {

    /** The next append without a fault of its own is stored, but its acknowledgement is lost: the host hears of a failure. */
    void loseNextAck();

    /** The next append is not stored and fails; those sent behind it may be stored. */
    void refuseNextAppend();

    /** The next append fares well: places a fault further on. */
    void spareNextAppend();

    /** The next append is stored twice; the first place is acknowledged. */
    void duplicateNextAppend();

    /** Appends are stored (or fail, if told to), but the host hears nothing of it yet. */
    void holdAcks();

    /** Waits, bounded, until this many outcomes are held: so many appends were sent. */
    void awaitHeldAcks(int count);

    /** Delivers what was held, in order, and holds no more. */
    void releaseAcks();
}
