package io.penstock.server;

import io.penstock.log.LogSettings;
import io.penstock.log.LogSettings.Internal;
import io.penstock.log.LogSettings.Kafka;
import io.penstock.log.LogSettings.OwnershipMode;
import io.penstock.log.LogSettings.Shards;
import io.penstock.log.LogSettings.TopicDefaults;
import io.penstock.server.settings.ClusterSettings;
import io.penstock.server.settings.Settings;
import io.penstock.server.settings.TopicSettings;
import java.util.HashMap;
import java.util.Map;

/** Turns settings into what a node is told of its Kafka. */
final class ClusterPlan {

    private ClusterPlan() {}

    /**
     * @param bootstrapServers the embedded broker's, or those of the settings
     */
    static LogSettings of(Settings settings, String bootstrapServers) {
        boolean embedded = settings.bootstrapServers().isEmpty();
        LogSettings base = embedded ? LogSettings.embedded(bootstrapServers) : LogSettings.clustered(bootstrapServers);
        ClusterSettings cluster = settings.cluster();
        Map<String, String> properties = new HashMap<>(settings.kafka());
        properties.remove("bootstrap.servers");
        return base.withKafka(new Kafka(
                        bootstrapServers,
                        properties,
                        cluster.deliveryTimeout(),
                        base.kafka().tailConsumers()))
                .withTopics(topics(settings.topics(), base.topics()))
                .withShards(new Shards(
                        cluster.shards().orElse(base.shards().count()),
                        embedded ? OwnershipMode.SOLE : OwnershipMode.GROUP,
                        cluster.sessionTimeout(),
                        base.shards().patience(),
                        base.shards().limits()))
                .withInternal(new Internal(
                        cluster.internalHost(),
                        cluster.internalPort(),
                        cluster.advertisedHost(),
                        cluster.advertisedPort()));
    }

    private static TopicDefaults topics(TopicSettings chosen, TopicDefaults base) {
        return new TopicDefaults(
                chosen.prefix(),
                chosen.replicationFactor().orElse(base.replicationFactor()),
                chosen.minInsyncReplicas().orElse(base.minInsyncReplicas()),
                chosen.partitions().orElse(base.defaultPartitions()));
    }
}
