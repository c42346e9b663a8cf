/**
 * Records of streams, in and out. Any node serves any shard: {@code Puts} appends straight to the shard's partition and asks the gate whether the record counts,
 * {@code ShardReader} reads what counts, from the memory that fan-out shares or from Kafka. Iterators carry their place, so no node remembers any.
 *
 * <p>Memory: half of the cache setting for records that subscriptions share ({@code Tails}), half for reads in progress ({@code ReadBudget}).
 */
@NullMarked
package io.penstock.services.kinesis.data;

import org.jspecify.annotations.NullMarked;
