package io.penstock.services.kinesis.data;

import io.penstock.services.kinesis.rules.KinesisLimits.ShardQuota;
import io.penstock.services.kinesis.stream.StreamDefinition;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The quotas of shards, counted by this node for the calls that reach it: several nodes together let more through. Without limits nothing is counted.
 * Thread-safe.
 */
final class Throttles {

    private record Key(String streamId, int shard) {}

    /** Shards remembered before idle ones are thrown away. */
    private static final int MANY = 10_000;

    private final ShardQuota quota;
    private final InstantSource clock;
    private final boolean unlimited;
    private final Map<Key, ShardThrottle> shards = new ConcurrentHashMap<>();

    Throttles(ShardQuota quota, InstantSource clock) {
        this.quota = quota;
        this.clock = clock;
        this.unlimited = quota.writeBytes() == Long.MAX_VALUE
                && quota.readBytes() == Long.MAX_VALUE
                && quota.writeRecords() == Integer.MAX_VALUE
                && quota.readCalls() == Integer.MAX_VALUE
                && quota.iteratorCalls() == Integer.MAX_VALUE;
    }

    boolean write(StreamDefinition stream, int shard, long bytes) {
        return unlimited || of(stream, shard).write(bytes, clock.millis());
    }

    boolean read(StreamDefinition stream, int shard) {
        return unlimited || of(stream, shard).read(clock.millis());
    }

    void gave(StreamDefinition stream, int shard, long bytes) {
        if (!unlimited) {
            of(stream, shard).gave(bytes, clock.millis());
        }
    }

    boolean iterator(StreamDefinition stream, int shard) {
        return unlimited || of(stream, shard).iterator(clock.millis());
    }

    private ShardThrottle of(StreamDefinition stream, int shard) {
        if (shards.size() > MANY) {
            shards.values().removeIf(known -> known.isIdle(clock.millis()));
        }
        return shards.computeIfAbsent(new Key(stream.id(), shard), missing -> new ShardThrottle(quota, clock.millis()));
    }
}
