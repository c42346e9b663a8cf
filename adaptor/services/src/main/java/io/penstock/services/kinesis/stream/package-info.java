/**
 * What every node knows of streams: definitions with their shards, sequence numbers, the way from partition key to shard, and the gate that confirms
 * appends while shards split and merge ({@link io.penstock.services.kinesis.stream.WriteGate}; why it is safe is in decision 010).
 */
@NullMarked
package io.penstock.services.kinesis.stream;

import org.jspecify.annotations.NullMarked;
