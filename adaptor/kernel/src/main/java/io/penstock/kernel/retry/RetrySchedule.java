package io.penstock.kernel.retry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The delays before each retry of a delivery, in the four phases of AWS: at once, the least delay again and again, growing delays, the greatest delay again and again. There is
 * no jitter in it. What an API allows (SNS: an hour in total for HTTP) is for the service to check, by {@link #total}.
 *
 * @param minDelay the least delay, not zero, in whole milliseconds
 * @param maxDelay the greatest delay, at least {@code minDelay}, in whole milliseconds
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html">Amazon SNS message delivery retries</a>
 */
public record RetrySchedule(Phases phases, Duration minDelay, Duration maxDelay, BackoffFunction function)
        implements Retries {

    /** SNS's for HTTP endpoints that nobody has set another for: three retries, 20 seconds apart. */
    public static final RetrySchedule HTTP = new RetrySchedule(
            new Phases(0, 0, 3, 0), Duration.ofSeconds(20), Duration.ofSeconds(20), BackoffFunction.LINEAR);

    /** SNS's for mails: fifty retries over more than six hours. */
    public static final RetrySchedule SMTP = new RetrySchedule(
            new Phases(0, 2, 10, 38), Duration.ofSeconds(10), Duration.ofMinutes(10), BackoffFunction.EXPONENTIAL);

    /** How many retries each phase has; the first attempt is in none. */
    public record Phases(int immediate, int preBackoff, int backoff, int postBackoff) {

        public Phases {
            if (immediate < 0 || preBackoff < 0 || backoff < 0 || postBackoff < 0) {
                throw new IllegalArgumentException(
                        "Negative retries: " + immediate + ", " + preBackoff + ", " + backoff + ", " + postBackoff);
            }
        }

        /** All retries, which is one less than all attempts. */
        public long retries() {
            return (long) immediate + preBackoff + backoff + postBackoff;
        }
    }

    public RetrySchedule {
        if (minDelay.toMillis() <= 0 || maxDelay.compareTo(minDelay) < 0) {
            throw new IllegalArgumentException("Delays from " + minDelay + " to " + maxDelay);
        }
    }

    /**
     * The delay between the end of the attempt before a retry and that retry; empty when there is no such retry, so that the delivery is over.
     *
     * @param retry from 1
     */
    public Optional<Duration> delayBefore(long retry) {
        if (retry < 1) {
            throw new IllegalArgumentException("Retry " + retry);
        }
        if (retry > phases.retries()) {
            return Optional.empty();
        }
        long index = retry - 1;
        if (index < phases.immediate()) {
            return Optional.of(Duration.ZERO);
        }
        index -= phases.immediate();
        if (index < phases.preBackoff()) {
            return Optional.of(minDelay);
        }
        index -= phases.preBackoff();
        return Optional.of(index < phases.backoff() ? backoff((int) index) : maxDelay);
    }

    @Override
    public Verdict after(long failed, Instant now, RandomGenerator random) {
        return delayBefore(failed).<Verdict>map(Again::new).orElseGet(() -> new Over(null));
    }

    /** All delays together: how long a delivery takes to fail for good when attempts take no time. */
    public Duration total() {
        Duration total = minDelay.multipliedBy(phases.preBackoff()).plus(maxDelay.multipliedBy(phases.postBackoff()));
        for (int step = 0; step < phases.backoff(); step++) {
            total = total.plus(backoff(step));
        }
        return total;
    }

    private Duration backoff(int step) {
        return Duration.ofMillis(
                function.delayMillis(step, phases.backoff(), minDelay.toMillis(), maxDelay.toMillis()));
    }

    /** Retries of the phases, delays in milliseconds, function, separated by slashes. */
    @Override
    public String text() {
        return phases.immediate() + "/" + phases.preBackoff() + "/" + phases.backoff() + "/" + phases.postBackoff()
                + "/" + minDelay.toMillis() + "/" + maxDelay.toMillis() + "/" + function.name();
    }

    /** What {@link #text} wrote; empty for anything else. */
    public static Optional<RetrySchedule> parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 7) {
            return Optional.empty();
        }
        try {
            Phases phases = new Phases(
                    Integer.parseInt(parts[0]),
                    Integer.parseInt(parts[1]),
                    Integer.parseInt(parts[2]),
                    Integer.parseInt(parts[3]));
            return Optional.of(new RetrySchedule(
                    phases,
                    Duration.ofMillis(Long.parseLong(parts[4])),
                    Duration.ofMillis(Long.parseLong(parts[5])),
                    BackoffFunction.valueOf(parts[6])));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
