package io.penstock.services.events.bus;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A target. At most one of input, inputPath and template is there.
 *
 * @param paths of the input transformer, there with its template
 * @param retries MaximumRetryAttempts
 * @param ageSeconds MaximumEventAgeInSeconds
 * @param messageGroupId for a FIFO queue
 * @param http for an API destination; null for none
 * @param partitionKeyPath for a stream, where an event has its partition key; null for the event's id
 */
public record TargetDefinition(
        String id,
        String arn,
        @Nullable String roleArn,
        @Nullable String input,
        @Nullable String inputPath,
        @Nullable SortedMap<String, String> paths,
        @Nullable String template,
        @Nullable String deadLetterArn,
        @Nullable Integer retries,
        @Nullable Integer ageSeconds,
        @Nullable String messageGroupId,
        @Nullable String partitionKeyPath,
        @Nullable Http http) {

    /** What a call of an API destination is made with; each value may be a path into the event. */
    public record Http(List<String> path, SortedMap<String, String> headers, SortedMap<String, String> query) {}

    private static final String BUS = ":event-bus/";

    /** Whether it is reached by a call, through the log of deliveries. */
    public boolean isCalled() {
        return !isBus() && (!service("sqs") || messageGroupId != null);
    }

    /** Whether it is another bus. */
    public boolean isBus() {
        return service("events") && arn.contains(BUS);
    }

    private boolean service(String name) {
        return arn.split(":", 4)[2].equals(name);
    }
}
