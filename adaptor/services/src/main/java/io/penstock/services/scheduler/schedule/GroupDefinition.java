package io.penstock.services.scheduler.schedule;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A schedule group.
 *
 * @param id drawn anew for each creation
 * @param token of the request that created it
 * @param createdMillis 0 for the default group as long as nobody has tagged it
 */
public record GroupDefinition(
        String name,
        String id,
        boolean deleting,
        long createdMillis,
        long modifiedMillis,
        @Nullable String token,
        SortedMap<String, String> tags) {}
