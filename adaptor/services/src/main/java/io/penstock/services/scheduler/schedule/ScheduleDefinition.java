package io.penstock.services.scheduler.schedule;

import io.penstock.kernel.schedule.ScheduleExpression;
import io.penstock.kernel.schedule.Timing;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A schedule.
 *
 * @param place account, Region, group and name
 * @param groupId which of the groups that had this name one after the other
 * @param when how often and from when to when
 * @param deleteWhenOver whether the schedule goes when it will not occur any more
 * @param token of the request that created it
 * @param dates set by the aggregate
 */
public record ScheduleDefinition(
        SchedulePlace place,
        String groupId,
        When when,
        boolean enabled,
        boolean deleteWhenOver,
        @Nullable String description,
        TargetDefinition target,
        @Nullable String token,
        Dates dates) {

    /**
     * @param zone an IANA name
     * @param startMillis of a recurring schedule, milliseconds of the epoch
     * @param endMillis of a recurring schedule
     * @param windowMinutes within which an invocation may be late, 1 to 1,440; 0 is off
     */
    public record When(
            String expression,
            String zone,
            @Nullable Long startMillis,
            @Nullable Long endMillis,
            int windowMinutes) {}

    /**
     * Milliseconds of the epoch.
     *
     * @param anchor where a rate without a start counts from
     */
    public record Dates(long created, long modified, long anchor) {

        /** Of what no aggregate has seen. */
        public static final Dates NONE = new Dates(0, 0, 0);
    }

    /** Its occurrences. The expression was checked by the operation. */
    public Timing timing() {
        return new Timing(
                ScheduleExpression.parse(when.expression()),
                ZoneId.of(when.zone()),
                when.startMillis() == null ? null : Instant.ofEpochMilli(when.startMillis()),
                when.endMillis() == null ? null : Instant.ofEpochMilli(when.endMillis()),
                Instant.ofEpochMilli(dates.anchor()));
    }

    /** With these dates and this token. */
    public ScheduleDefinition with(Dates newDates, @Nullable String newToken) {
        return new ScheduleDefinition(
                place, groupId, when, enabled, deleteWhenOver, description, target, newToken, newDates);
    }
}
