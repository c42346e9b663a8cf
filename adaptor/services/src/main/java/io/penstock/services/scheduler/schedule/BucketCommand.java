package io.penstock.services.scheduler.schedule;

import org.jspecify.annotations.Nullable;

/** What a bucket is asked. Values were checked by the operations before. */
public sealed interface BucketCommand {

    /** A new schedule, or the same once more under the same token. */
    record Create(ScheduleDefinition schedule) implements BucketCommand {}

    /** Replaces all of a schedule but what is not in the request. */
    record Update(ScheduleDefinition schedule) implements BucketCommand {}

    /** @param token a repetition under the same one succeeds for some minutes */
    record Delete(String key, @Nullable String token) implements BucketCommand {}

    record Get(String key) implements BucketCommand {}

    /**
     * Schedules behind a key, in the order of keys.
     *
     * @param group of which, or null for all
     * @param prefix of their names, or empty
     * @param enabled only those that are or are not, or null
     * @param after empty for the beginning
     */
    record Page(
            @Nullable String group, String prefix, @Nullable Boolean enabled, String after, int limit)
            implements BucketCommand {}

    /** Removes what is in a group, and whatever comes for it later. */
    record CloseGroup(String group, String groupId) implements BucketCommand {}

    /** Time has come for something. */
    record Wake() implements BucketCommand {}

    /** An attempt has succeeded. */
    record Succeeded(String execution, int attempt) implements BucketCommand {}

    /** @param retryable whether another attempt may fare better */
    record Failed(String execution, int attempt, String code, String message, boolean retryable)
            implements BucketCommand {}
}
