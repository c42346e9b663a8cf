package io.penstock.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The wall clock without its steps backwards: visibility timeouts, delays and long polls go on when somebody sets the clock back. Meanwhile time passes a tenth
 * slower here, until the wall clock has caught up. Steps forward are followed at once, because a machine that slept lost that time. Thread-safe; may
 * differ from the wall clock by 5 ms at any time.
 */
final class SteadyClock implements InstantSource {

    private static final long TOLERANCE_NANOS = Duration.ofMillis(5).toNanos();
    private static final int SLOWER = 10;

    private final InstantSource wall;
    private final LongSupplier nanos;
    private volatile Anchor anchor;

    /**
     * Where time is counted from.
     *
     * @param slow whether the wall clock is behind
     */
    private record Anchor(Instant at, long nanos, boolean slow) {

        Instant at(long later) {
            long passed = later - nanos;
            return at.plusNanos(slow ? passed - passed / SLOWER : passed);
        }
    }

    /** @param nanos time that never steps, such as System.nanoTime */
    SteadyClock(InstantSource wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.anchor = new Anchor(wall.instant(), nanos.getAsLong(), false);
    }

    @Override
    public Instant instant() {
        Anchor from = anchor;
        long passed = nanos.getAsLong();
        Instant told = wall.instant();
        Instant expected = from.at(passed);
        long ahead = Duration.between(expected, told).toNanos();
        if (from.slow()) {
            return ahead < 0 ? expected : follow(told, passed, false);
        }
        if (ahead > TOLERANCE_NANOS) {
            return follow(told, passed, false);
        }
        return ahead < -TOLERANCE_NANOS ? follow(expected, passed, true) : told;
    }

    private synchronized Instant follow(Instant at, long passed, boolean slow) {
        anchor = new Anchor(at, passed, slow);
        return at;
    }
}
