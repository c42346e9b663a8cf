package io.penstock.services.kinesis.data;

import io.penstock.kernel.port.Machines;
import io.penstock.services.kinesis.rules.KinesisLimits.ShardQuota;
import io.penstock.services.kinesis.stream.RateShares;
import io.penstock.services.kinesis.stream.StreamCodecs;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDirectory;
import io.penstock.services.kinesis.stream.StreamReply;
import io.penstock.services.kinesis.stream.StreamReply.Rates;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The quotas of one stream's shards on this node. Traffic has the owner asked for shares, twice a second at most and one question at a time; nobody waits for the
 * answer. Thread-safe.
 */
final class StreamThrottle {

    private final String arn;
    private final String id;
    private final ShardQuota quota;
    private final Machines machines;
    private final InstantSource clock;
    private final Map<Integer, ShardThrottle> shards = new ConcurrentHashMap<>();
    private final AtomicLong askedAt = new AtomicLong(Long.MIN_VALUE / 2);
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile long node;

    StreamThrottle(StreamDefinition stream, ShardQuota quota, Machines machines, InstantSource clock) {
        this.arn = stream.arn();
        this.id = stream.id();
        this.quota = quota;
        this.machines = machines;
        this.clock = clock;
    }

    ShardThrottle of(int shard) {
        return shards.computeIfAbsent(shard, missing -> new ShardThrottle(quota, clock.millis()));
    }

    /** To be called after a shard was used. */
    void used() {
        long now = clock.millis();
        long last = askedAt.get();
        boolean isDue = now - last >= RateShares.INTERVAL_MILLIS && !asking.get();
        if (!isDue || !askedAt.compareAndSet(last, now) || !asking.compareAndSet(false, true)) {
            return;
        }
        shards.values().removeIf(shard -> shard.isIdle(now));
        List<Rates> demand = new ArrayList<>();
        shards.forEach((number, shard) -> shard.demand(number, now).ifPresent(demand::add));
        if (demand.isEmpty()) {
            asking.set(false);
            return;
        }
        machines.submit(StreamCodecs.STREAMS, StreamDirectory.aggregate(arn), new StreamCommand.Share(id, node, demand))
                .whenComplete((reply, failure) -> answered(reply, now));
    }

    private void answered(@Nullable StreamReply reply, long asked) {
        if (reply instanceof StreamReply.Shares(long name, List<Rates> shares)) {
            node = name;
            long now = clock.millis();
            for (Rates share : shares) {
                ShardThrottle shard = shards.get(share.shard());
                if (shard != null) {
                    shard.learn(share, asked, now);
                }
            }
        }
        asking.set(false);
    }

    /** Whether forgetting this stream changes nothing. */
    boolean isIdle(long now) {
        return shards.values().stream().allMatch(shard -> shard.isIdle(now));
    }
}
