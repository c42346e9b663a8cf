package io.penstock.server.manage;

import io.penstock.log.Cluster;
import io.penstock.log.ClusterHealth;
import io.penstock.server.manage.Health.Check;
import java.util.List;
import java.util.Optional;

/** What a node's Kafka must be like for the node to be ready. */
public final class ClusterChecks {

    private ClusterChecks() {}

    /** Kafka answers, and every shard assigned to this node is restored. */
    public static List<Check> of(Cluster cluster) {
        return List.of(
                new Check(
                        "kafka",
                        () -> cluster.health().kafkaReachable()
                                ? Optional.empty()
                                : Optional.of("the brokers have not answered lately")),
                new Check("shards", () -> shards(cluster.health())));
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
