package io.penstock.services.kinesis.data;

import io.penstock.kernel.port.Machines;
import io.penstock.services.kinesis.rules.KinesisLimits.ShardQuota;
import io.penstock.services.kinesis.stream.StreamDefinition;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;

/**
 * The quotas of shards, of which the owner of each stream gives every node a share (decision 026). Without limits nothing is counted and nobody asked. Memory: some 500
 * bytes for each shard that was used lately. Thread-safe.
 */
final class Throttles {

    /** Streams remembered before idle ones are thrown away. */
    private static final int MANY = 1_000;

    private final ShardQuota quota;
    private final InstantSource clock;
    private final Machines machines;
    private final boolean unlimited;
    private final Map<String, StreamThrottle> streams = new ConcurrentHashMap<>();

    Throttles(ShardQuota quota, InstantSource clock, Machines machines) {
        this.quota = quota;
        this.clock = clock;
        this.machines = machines;
        this.unlimited = quota.writeBytes() == Long.MAX_VALUE
                && quota.readBytes() == Long.MAX_VALUE
                && quota.writeRecords() == Integer.MAX_VALUE
                && quota.readCalls() == Integer.MAX_VALUE
                && quota.iteratorCalls() == Integer.MAX_VALUE;
    }

    boolean write(StreamDefinition stream, int shard, long bytes) {
        return use(stream, shard, (throttle, now) -> throttle.write(bytes, now));
    }

    boolean read(StreamDefinition stream, int shard) {
        return use(stream, shard, ShardThrottle::read);
    }

    void gave(StreamDefinition stream, int shard, long bytes) {
        use(stream, shard, (throttle, now) -> {
            throttle.gave(bytes, now);
            return true;
        });
    }

    boolean iterator(StreamDefinition stream, int shard) {
        return use(stream, shard, ShardThrottle::iterator);
    }

    private boolean use(StreamDefinition stream, int shard, BiPredicate<ShardThrottle, Long> use) {
        if (unlimited) {
            return true;
        }
        long now = clock.millis();
        StreamThrottle throttle = of(stream, now);
        boolean granted = use.test(throttle.of(shard), now);
        throttle.used();
        return granted;
    }

    private StreamThrottle of(StreamDefinition stream, long now) {
        if (streams.size() > MANY) {
            streams.values().removeIf(known -> known.isIdle(now));
        }
        return streams.computeIfAbsent(stream.id(), missing -> new StreamThrottle(stream, quota, machines, clock));
    }
}
