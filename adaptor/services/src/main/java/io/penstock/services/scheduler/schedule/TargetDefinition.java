package io.penstock.services.scheduler.schedule;

import org.jspecify.annotations.Nullable;

/**
 * What a schedule invokes.
 *
 * @param arn a queue's, a stream's, or that of an operation ({@code arn:aws:scheduler:::aws-sdk:service:operation})
 * @param roleArn kept and told; Penstock assumes no roles
 * @param input with AWS's context attributes still in it
 * @param deadLetterArn of a standard queue
 * @param maxAgeSeconds how old an occurrence may be when it is attempted, 60 to 86,400
 * @param maxRetries attempts after the first, 0 to 185
 * @param messageGroupId for a queue
 * @param partitionKey for a stream
 * @param detailType of the event for a bus
 * @param source of the event for a bus
 */
public record TargetDefinition(
        String arn,
        String roleArn,
        @Nullable String input,
        @Nullable String deadLetterArn,
        int maxAgeSeconds,
        int maxRetries,
        @Nullable String messageGroupId,
        @Nullable String partitionKey,
        @Nullable String detailType,
        @Nullable String source) {}
