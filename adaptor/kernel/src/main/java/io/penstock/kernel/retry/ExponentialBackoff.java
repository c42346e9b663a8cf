package io.penstock.kernel.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long EventBridge and its Scheduler wait before another attempt: 1 s, doubled each time up to 8 minutes, less up to a tenth by chance. AWS says only that its
 * back-off is exponential; this one spreads AWS's default of 185 retries over AWS's default age of 24 hours.
 */
public final class ExponentialBackoff {

    private static final int DOUBLINGS = 9;
    private static final Duration GREATEST = Duration.ofMinutes(8);

    private ExponentialBackoff() {}

    /** @param attempts how many have failed, from 1 */
    public static Duration delay(long attempts, RandomGenerator random) {
        long doubled = 1_000L << Math.min(attempts - 1, DOUBLINGS);
        long millis = Math.min(doubled, GREATEST.toMillis());
        return Duration.ofMillis(millis - random.nextLong(millis / 10));
    }
}
