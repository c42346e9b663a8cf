package io.penstock.server.manage;

import io.penstock.log.Cluster;
import io.penstock.log.ClusterHealth;
import io.penstock.server.manage.Health.Check;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a node's Kafka must be like for the node to be ready. */
public final class ClusterChecks {

    private ClusterChecks() {}

    /** How many partitions a finding names; the rest is counted. */
    private static final int NAMED = 10;

    /** Kafka answers and takes what this node writes, and every shard assigned to this node is restored. */
    public static List<Check> of(Cluster cluster) {
        return List.of(
                new Check(
                        "kafka",
                        () -> cluster.health().kafkaReachable()
                                ? Optional.empty()
                                : Optional.of("the brokers have not answered lately")),
                new Check("shards", () -> shards(cluster.health())),
                new Check("writes", () -> writes(cluster.health())));
    }

    /** Without an answer of the brokers nothing is known of writes; that finding stands under {@code kafka}. */
    private static Optional<String> writes(ClusterHealth health) {
        List<String> partitions = health.unwritable();
        if (!health.kafkaReachable() || partitions.isEmpty()) {
            return Optional.empty();
        }
        String named = partitions.stream().limit(NAMED).collect(Collectors.joining(", "));
        int more = partitions.size() - NAMED;
        return Optional.of("not possible to " + named + (more > 0 ? " and " + more + " more" : ""));
    }

    private static Optional<String> shards(ClusterHealth health) {
        if (!health.joined()) {
            return Optional.of("not dealt out yet");
        }
        return health.shardsLive() == health.shardsAssigned()
                ? Optional.empty()
                : Optional.of(health.shardsLive() + " of " + health.shardsAssigned() + " restored");
    }
}
