package io.penstock.services.scheduler.bucket;

import io.penstock.services.scheduler.bucket.BucketEvent.Next;
import io.penstock.services.scheduler.schedule.ScheduleDefinition;
import io.penstock.services.scheduler.schedule.SchedulerCodecs;
import org.jspecify.annotations.Nullable;

/**
 * An occurrence on its way to its target.
 *
 * @param execution AWS's execution id; the same for all attempts
 * @param definition the schedule as it was when the occurrence was decided, encoded
 * @param attempt counts from 1, and anew for the dead-letter queue
 * @param retryAt when the next attempt begins, or 0 while one is under way
 * @param end why the target is not attempted any more, or null as long as it is
 */
@SuppressWarnings("ArrayRecordComponent") // shared with the bucket's own copy; identity is never asked
record Delivery(
        String execution,
        byte[] definition,
        Next occurrence,
        int attempt,
        long retryAt,
        @Nullable End end) {

    /** How the attempts ended. */
    record End(int attempts, @Nullable String condition, String code, String message, long at) {}

    ScheduleDefinition schedule() {
        return SchedulerCodecs.SCHEDULES.decode(definition);
    }

    Delivery retried() {
        return new Delivery(execution, definition, occurrence, attempt + 1, 0, end);
    }

    Delivery postponed(long until) {
        return new Delivery(execution, definition, occurrence, attempt, until, end);
    }

    Delivery ended(End newEnd) {
        return new Delivery(execution, definition, occurrence, 1, 0, newEnd);
    }
}
