package io.penstock.services.scheduler.bucket;

import io.penstock.services.scheduler.schedule.ScheduleDefinition;
import org.jspecify.annotations.Nullable;

/** What happens in a bucket. Times are milliseconds of the epoch. */
sealed interface BucketEvent {

    /** Created or changed. */
    record Scheduled(ScheduleDefinition schedule, @Nullable Next next) implements BucketEvent {}

    /** @param token of the request */
    record Removed(String key, @Nullable String token, long at) implements BucketEvent {}

    record GroupClosed(String group, String groupId, long at) implements BucketEvent {}

    /**
     * An occurrence is decided: its first attempt begins.
     *
     * @param next the occurrence after this one, or null when there is none any more
     * @param over whether the schedule goes, because there is none any more
     */
    record Fired(
            String key,
            String execution,
            Next occurrence,
            @Nullable Next next,
            boolean over) implements BucketEvent {}

    /** Another attempt begins. */
    record Retried(String execution) implements BucketEvent {}

    /** An attempt has failed; another follows at a time. */
    record Postponed(String execution, long until, String code, String message) implements BucketEvent {}

    /**
     * No attempt follows; the occurrence goes to the dead-letter queue, or is dropped where there is none.
     *
     * @param attempts how many there were
     * @param condition AWS's name of the limit that ended them, or null when the failure itself did
     */
    record Exhausted(
            String execution, int attempts, @Nullable String condition, String code, String message, long at)
            implements BucketEvent {}

    /** Done with: delivered to the target or its dead-letter queue, or given up. */
    record Finished(String execution) implements BucketEvent {}

    /**
     * One occurrence.
     *
     * @param scheduled what the expression says
     * @param due when the target is invoked: later, within a flexible window
     */
    record Next(long scheduled, long due) {}
}
