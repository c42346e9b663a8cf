/**
 * Amazon Kinesis Data Streams: a stream is a Kafka topic, a shard one of its partitions.
 *
 * <p>{@code rules} holds AWS's words and numbers, {@code stream} what every node knows of streams and how a write is confirmed while shards split and
 * merge, {@code control} the aggregate that owns a stream's map, {@code op} the operations on it. See {@code docs/services/kinesis.md}.
 */
@NullMarked
package io.penstock.services.kinesis;

import org.jspecify.annotations.NullMarked;
