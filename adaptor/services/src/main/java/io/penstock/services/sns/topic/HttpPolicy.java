package io.penstock.services.sns.topic;

import org.jspecify.annotations.Nullable;

/**
 * What a DeliveryPolicy says, in the form in which the fan-out takes it. What is null is not said.
 *
 * @param retry as {@link io.penstock.kernel.retry.RetrySchedule#text} writes it
 * @param perSecond deliveries that may begin in a second
 * @param contentType of requests
 * @param fixed whether what subscriptions say does not count
 */
public record HttpPolicy(
        @Nullable String retry,
        @Nullable Integer perSecond,
        @Nullable String contentType,
        boolean fixed) {}
