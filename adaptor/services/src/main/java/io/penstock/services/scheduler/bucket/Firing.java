package io.penstock.services.scheduler.bucket;

import io.penstock.kernel.machine.Tick;
import io.penstock.kernel.retry.AgedRetries;
import io.penstock.kernel.retry.ExponentialBackoff;
import io.penstock.kernel.retry.Retries;
import io.penstock.services.scheduler.bucket.BucketEvent.Next;
import io.penstock.services.scheduler.bucket.BucketState.Due;
import io.penstock.services.scheduler.bucket.BucketState.Kept;
import io.penstock.services.scheduler.schedule.BucketCommand;
import io.penstock.services.scheduler.schedule.ScheduleDefinition;
import io.penstock.services.scheduler.schedule.TargetDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides what happens to occurrences. */
final class Firing {

    /** Occurrences, and retries, of one decision; the rest follow at once. It bounds the size of a journal's append. */
    static final int AT_ONCE = 100;

    /** How long a dead-letter queue is tried. */
    private static final Duration DEAD_LETTER = Duration.ofDays(1);

    private Firing() {}

    /** An occurrence, with its place in the flexible window drawn. */
    static Next next(ScheduleDefinition schedule, Instant occurrence, Tick tick) {
        long scheduled = occurrence.toEpochMilli();
        int window = schedule.when().windowMinutes();
        long late = window == 0 ? 0 : tick.random().nextLong(window * 60L) * 1_000;
        return new Next(scheduled, scheduled + late);
    }

    /** All that is due, up to {@link #AT_ONCE} of each kind. */
    static List<BucketEvent> due(BucketState state, Tick tick) {
        long now = tick.now().toEpochMilli();
        List<BucketEvent> events = new ArrayList<>();
        state.occurrences.stream()
                .takeWhile(due -> due.at() <= now)
                .limit(AT_ONCE)
                .forEach(due -> fire(state, due, tick, events));
        state.retries.stream()
                .takeWhile(due -> due.at() <= now)
                .limit(AT_ONCE)
                .forEach(due -> events.add(new BucketEvent.Retried(due.what())));
        return events;
    }

    /**
     * One occurrence. After a time when nobody was there to decide, each one that was missed is delivered, oldest first, unless it is older than the schedule
     * lets events become: of those the oldest one is told to the dead-letter queue, and the others are passed over.
     */
    private static void fire(BucketState state, Due due, Tick tick, List<BucketEvent> events) {
        Kept kept = state.schedules.get(due.what());
        if (kept == null || kept.next() == null) {
            throw new IllegalStateException("due without a schedule: " + due);
        }
        ScheduleDefinition schedule = kept.schedule();
        Next occurrence = kept.next();
        long now = tick.now().toEpochMilli();
        long oldest = now - schedule.target().maxAgeSeconds() * 1_000L;
        boolean tooOld = occurrence.due() < oldest;
        long after = tooOld ? Math.max(occurrence.scheduled(), oldest - 1) : occurrence.scheduled();
        Optional<Instant> following = schedule.timing().next(Instant.ofEpochMilli(after));
        String execution = HexFormat.of().toHexDigits(tick.random().nextLong());
        events.add(new BucketEvent.Fired(
                due.what(),
                execution,
                occurrence,
                following.map(instant -> next(schedule, instant, tick)).orElse(null),
                following.isEmpty() && schedule.deleteWhenOver()));
        if (tooOld) {
            events.add(new BucketEvent.Exhausted(
                    execution,
                    0,
                    AgedRetries.BY_AGE,
                    "EventExpired",
                    "The occurrence was missed, and is older than the retry policy allows.",
                    now));
        }
    }

    /** An attempt has come to a good end. */
    static List<BucketEvent> succeeded(BucketState state, String execution, int attempt) {
        return underWay(state, execution, attempt)
                .<List<BucketEvent>>map(delivery -> List.of(new BucketEvent.Finished(execution)))
                .orElse(List.of());
    }

    /** An attempt has failed. */
    static List<BucketEvent> failed(BucketState state, BucketCommand.Failed failed, Tick tick) {
        return underWay(state, failed.execution(), failed.attempt())
                .map(delivery -> List.of(
                        delivery.end() == null
                                ? afterTarget(delivery, failed, tick)
                                : afterDeadLetter(delivery.end(), failed, tick)))
                .orElse(List.of());
    }

    /** What is told twice, by an owner and the next, counts once. */
    private static Optional<Delivery> underWay(BucketState state, String execution, int attempt) {
        return Optional.ofNullable(state.deliveries.get(execution))
                .filter(delivery -> delivery.attempt() == attempt && delivery.retryAt() == 0);
    }

    private static BucketEvent afterTarget(Delivery delivery, BucketCommand.Failed failed, Tick tick) {
        TargetDefinition target = delivery.schedule().target();
        long now = tick.now().toEpochMilli();
        if (!failed.retryable()) {
            return exhausted(failed, null, now);
        }
        AgedRetries retries = new AgedRetries(
                target.maxRetries(),
                Duration.ofSeconds(target.maxAgeSeconds()),
                Instant.ofEpochMilli(delivery.occurrence().due()));
        return switch (retries.after(failed.attempt(), tick.now(), tick.random())) {
            case Retries.Again(Duration delay) ->
                new BucketEvent.Postponed(failed.execution(), now + delay.toMillis(), failed.code(), failed.message());
            case Retries.Over(String condition) -> exhausted(failed, condition, now);
        };
    }

    private static BucketEvent exhausted(BucketCommand.Failed failed, @Nullable String condition, long now) {
        return new BucketEvent.Exhausted(
                failed.execution(), failed.attempt(), condition, failed.code(), failed.message(), now);
    }

    private static BucketEvent afterDeadLetter(Delivery.End end, BucketCommand.Failed failed, Tick tick) {
        long now = tick.now().toEpochMilli();
        boolean again = failed.retryable() && now - end.at() < DEAD_LETTER.toMillis();
        long until =
                now + ExponentialBackoff.delay(failed.attempt(), tick.random()).toMillis();
        return again
                ? new BucketEvent.Postponed(failed.execution(), until, failed.code(), failed.message())
                : new BucketEvent.Finished(failed.execution());
    }
}
