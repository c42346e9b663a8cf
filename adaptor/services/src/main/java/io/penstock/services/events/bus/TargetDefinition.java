package io.penstock.services.events.bus;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A target. At most one of input, inputPath and template is there.
 *
 * @param paths of the input transformer, there with its template
 * @param retries MaximumRetryAttempts
 * @param ageSeconds MaximumEventAgeInSeconds
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
        @Nullable Integer ageSeconds) {}
