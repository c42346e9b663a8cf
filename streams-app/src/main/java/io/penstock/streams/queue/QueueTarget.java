package io.penstock.streams.queue;

/**
 * A queue that exists.
 *
 * @param topic Kafka's
 * @param account that owns it
 * @param maximumBytes of a message
 */
public record QueueTarget(String arn, String topic, boolean fifo, String account, int maximumBytes) {}
