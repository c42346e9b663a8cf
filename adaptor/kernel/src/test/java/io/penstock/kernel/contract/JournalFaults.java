package io.penstock.kernel.contract;

import java.time.Duration;

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

    /** The journals lose their leaders: appends are refused in a way that producers retry, so they keep them, in order, and nothing is stored. */
    void loseLeaders();

    /** Waits, bounded, until producers keep this many appends. */
    void awaitKeptAppends(int count);

    /** There are leaders again, who take what was kept, in order, and then what follows. Without effect if there were. */
    void electLeaders();

    /** Acknowledgements come this much later than appends are stored, in order; zero for as soon as they can. */
    void slowAcks(Duration late);
}
