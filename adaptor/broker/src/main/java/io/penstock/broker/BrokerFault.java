package io.penstock.broker;

import org.jspecify.annotations.Nullable;

/**
 * The broker has failed beyond repair, for instance because its disk is full. Nothing is acknowledged from here on; the
 * process should close what it can and end, and the next start recovers.
 *
 * @param component of Kafka that gave up
 * @param message what it said
 * @param cause when there is one
 */
public record BrokerFault(
        String component, String message, @Nullable Throwable cause) {}
