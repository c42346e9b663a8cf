package io.penstock.kernel.retry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * EventBridge's retries: exponential, up to a number of them and an age of the event.
 *
 * @param most retries after the first attempt
 * @param age that the event may have when an attempt is made
 * @param since when the event was received
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html">RetryPolicy</a>
 */
public record AgedRetries(int most, Duration age, Instant since) implements Retries {

    /** AWS's name of the limit on retries. */
    public static final String BY_ATTEMPTS = "MaximumRetryAttempts";

    /** AWS's name of the limit on age. */
    public static final String BY_AGE = "MaximumEventAgeInSeconds";

    private static final Pattern TEXT = Pattern.compile("aged/([0-9]{1,9})/([0-9]{1,9})/([0-9]{1,15})");

    @Override
    public Verdict after(long failed, Instant now, RandomGenerator random) {
        if (failed > most) {
            return new Over(BY_ATTEMPTS);
        }
        Duration delay = ExponentialBackoff.delay(failed, random);
        return now.plus(delay).isAfter(since.plus(age)) ? new Over(BY_AGE) : new Again(delay);
    }

    @Override
    public String text() {
        return "aged/" + most + "/" + age.toSeconds() + "/" + since.toEpochMilli();
    }

    static Optional<AgedRetries> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new AgedRetries(
                        Integer.parseInt(matcher.group(1)),
                        Duration.ofSeconds(Long.parseLong(matcher.group(2))),
                        Instant.ofEpochMilli(Long.parseLong(matcher.group(3)))))
                : Optional.empty();
    }
}
