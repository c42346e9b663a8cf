/**
 * What stands between a publisher and its subscribers, as Kafka Streams topologies. {@code filter} decides which subscriptions take a message and does no I/O;
 * {@code pattern} does so for event patterns of EventBridge, {@code input} makes what its targets get;
 * {@code runtime} runs a topology and feeds it the definitions of the catalog; {@code queue} writes messages to queues in the documented form of their
 * topics; {@code sns} is the fan-out of SNS. The server runs them in its own process; {@link io.penstock.streams.StreamsMain} runs them beside it.
 */
@NullMarked
package io.penstock.streams;

import org.jspecify.annotations.NullMarked;
