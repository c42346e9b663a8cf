package io.penstock.kernel.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that decides when a schedule occurs.
 *
 * @param zone of {@code at} and {@code cron}
 * @param start a recurring schedule does not occur before; a rate counts from there
 * @param end a recurring schedule does not occur after
 * @param anchor where a rate without a start counts from: when it was made
 */
public record Timing(
        ScheduleExpression expression,
        ZoneId zone,
        @Nullable Instant start,
        @Nullable Instant end,
        Instant anchor) {

    private static final Duration LEAST = Duration.ofMillis(1);

    /** The zone of an IANA name; empty for what is none. */
    public static Optional<ZoneId> zone(String name) {
        // Not ZoneId.of alone, which takes offsets such as +02:00 for zones.
        return ZoneRulesProvider.getAvailableZoneIds().contains(name) ? Optional.of(ZoneId.of(name)) : Optional.empty();
    }

    /**
     * The first occurrence of a schedule that is made or changed now. One that occurs once does so even if its time is over; a recurring one does not make up
     * for the past.
     */
    public Optional<Instant> first(Instant now) {
        return switch (expression) {
            case ScheduleExpression.At at -> Optional.of(instant(at));
            case ScheduleExpression.Rate _, ScheduleExpression.Cron _ -> next(now.minus(LEAST));
        };
    }

    /** The first occurrence after an instant; empty when there is none any more. */
    public Optional<Instant> next(Instant after) {
        Instant from = start != null && start.isAfter(after) ? start.minus(LEAST) : after;
        return switch (expression) {
            case ScheduleExpression.At at -> Optional.of(instant(at)).filter(once -> once.isAfter(after));
            case ScheduleExpression.Rate(Duration period) -> ended(Optional.of(nextOf(period, from)));
            case ScheduleExpression.Cron(CronExpression fields) -> ended(fields.next(from, zone));
        };
    }

    private Instant nextOf(Duration period, Instant from) {
        Instant origin = start == null ? anchor : start;
        if (origin.isAfter(from)) {
            return origin;
        }
        long periods = Duration.between(origin, from).dividedBy(period) + 1;
        return origin.plus(period.multipliedBy(periods));
    }

    /** A time that the zone skips is moved by as much as the clock was, one that it repeats is the first of the two. */
    private Instant instant(ScheduleExpression.At at) {
        return at.local().atZone(zone).toInstant();
    }

    private Optional<Instant> ended(Optional<Instant> occurrence) {
        return occurrence.filter(instant -> end == null || !instant.isAfter(end));
    }
}
