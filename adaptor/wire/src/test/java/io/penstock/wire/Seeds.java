package io.penstock.wire;

import java.util.SplittableRandom;

/** Seeds of random tests: drawn anew for each run and printed, or given by {@code -Dpenstock.seed=N}. */
public final class Seeds {

    private Seeds() {}

    /** The seed of a test, printed so that a failure can be repeated. */
    public static long of(String test) {
        long seed = Long.getLong("penstock.seed", System.nanoTime());
        System.out.println(test + ": -Dpenstock.seed=" + seed);
        return seed;
    }

    /** A generator of that seed. */
    public static SplittableRandom random(long seed) {
        return new SplittableRandom(seed);
    }
}
