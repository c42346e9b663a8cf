package io.penstock.services.scheduler.bucket;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before another attempt: 1 s, doubled each time up to 8 minutes, less up to a tenth by chance. AWS says only that its back-off is exponential;
 * this one spreads AWS's default of 185 retries over AWS's default age of 24 hours.
 */
final class Retries {

    private static final int DOUBLINGS = 9;
    private static final Duration GREATEST = Duration.ofMinutes(8);

    /** How long a dead-letter queue is tried. */
    static final Duration DEAD_LETTER = Duration.ofDays(1);

    private Retries() {}

    /** @param attempts how many have failed, from 1 */
    static Duration delay(int attempts, RandomGenerator random) {
        long doubled = 1_000L << Math.min(attempts - 1, DOUBLINGS);
        long millis = Math.min(doubled, GREATEST.toMillis());
        return Duration.ofMillis(millis - random.nextLong(millis / 10));
    }
}
