package io.penstock.kernel.retry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Whether and when a delivery that failed is made again. A text of it is a record's header: never change what one means. */
public sealed interface Retries permits RetrySchedule, AgedRetries {

    /** What follows a failure. */
    sealed interface Verdict {}

    /** Another attempt, after a delay. */
    record Again(Duration delay) implements Verdict {}

    /**
     * None.
     *
     * @param condition AWS's name of the limit that was reached, or null where AWS tells none
     */
    record Over(@Nullable String condition) implements Verdict {}

    /**
     * What follows an attempt that failed now.
     *
     * @param failed how many attempts have, from 1
     */
    Verdict after(long failed, Instant now, RandomGenerator random);

    /** In one line. */
    String text();

    /** What {@link #text} wrote; empty for anything else. */
    static Optional<Retries> parse(String text) {
        return AgedRetries.parse(text)
                .<Retries>map(aged -> aged)
                .or(() -> RetrySchedule.parse(text).map(schedule -> schedule));
    }
}
