package io.penstock.services.kinesis.data;

import io.penstock.kernel.port.Machines;
import io.penstock.services.common.NodeShares;
import io.penstock.services.kinesis.rules.KinesisLimits.ShardQuota;
import io.penstock.services.kinesis.stream.StreamCodecs;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDirectory;
import io.penstock.services.kinesis.stream.StreamReply;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
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
    private final Map<String, NodeShares<ShardThrottle>> streams = new ConcurrentHashMap<>();

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
        NodeShares<ShardThrottle> shares = of(stream, now);
        boolean granted = use.test(shares.of(shard), now);
        shares.used();
        return granted;
    }

    private NodeShares<ShardThrottle> of(StreamDefinition stream, long now) {
        if (streams.size() > MANY) {
            streams.values().removeIf(known -> known.isIdle(now));
        }
        return streams.computeIfAbsent(
                stream.id(),
                missing -> new NodeShares<>(created -> new ShardThrottle(quota, created), owner(stream), clock));
    }

    private NodeShares.Owner owner(StreamDefinition stream) {
        return (node, demand) -> machines.submit(
                        StreamCodecs.STREAMS,
                        StreamDirectory.aggregate(stream.arn()),
                        new StreamCommand.Share(
                                stream.id(),
                                node,
                                demand.stream().map(StreamReply.Rates::of).toList()))
                .thenApply(Throttles::answer);
    }

    private static Optional<NodeShares.Answer> answer(StreamReply reply) {
        return reply instanceof StreamReply.Shares(long node, var shares)
                ? Optional.of(new NodeShares.Answer(
                        node, shares.stream().map(StreamReply.Rates::parts).toList()))
                : Optional.empty();
    }
}
