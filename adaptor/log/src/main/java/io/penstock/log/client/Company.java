package io.penstock.log.client;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How long an append waits for company: as long as other virtual threads have something to do, since theirs are the appends that could go with it. It gives them
 * their turn again and again. A turn that is over at once was nobody's: then a processor is free, and to wait would only let the caller wait.
 */
final class Company {

    /** No longer than this, whoever else is there. */
    static final long NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** So many are company enough: what a request to the broker costs is then little for each of them. */
    static final int ENOUGH = 32;

    /** With fewer appends under way none waits. */
    static final int FEW = 8;

    /** A turn that is shorter was nobody's: to let others have theirs and to come back takes a virtual thread one or two microseconds. */
    private static final long NOBODY_NANOS = TimeUnit.MICROSECONDS.toNanos(5);

    private final LongSupplier nanos;
    private final Runnable turn;

    /**
     * @param nanos the clock
     * @param turn lets the others have their turn
     */
    Company(LongSupplier nanos, Runnable turn) {
        this.nanos = nanos;
        this.turn = turn;
    }

    /** Returns when it has been waited for long enough, or when it no longer is. Called on a virtual thread. */
    void await(BooleanSupplier awaited) {
        long start = nanos.getAsLong();
        long now = start;
        long before;
        do {
            before = now;
            turn.run();
            now = nanos.getAsLong();
        } while (awaited.getAsBoolean() && now - before >= NOBODY_NANOS && now - start < NANOS);
    }
}
