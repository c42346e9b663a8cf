package io.penstock.broker;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Broker properties of an embedded node. Chosen for a small footprint and a quick start; everything that is not here has
 * Kafka's default, so that what works on the embedded broker works on a stock cluster.
 */
final class NodeProperties {
    /** Name of the clients' listener. */
    static final String CLIENTS = "PLAINTEXT";
    /** Name of the controller's listener. */
    static final String CONTROLLER = "CONTROLLER";

    private static final String INTERNAL_TOPIC_PARTITIONS = "4";

    private NodeProperties() {}

    /** A node whose only copy of the data is its own. */
    static Map<String, String> singleNode(int nodeId, Path logDirectory) {
        Map<String, String> properties = common(nodeId, logDirectory, 1);
        properties.put("process.roles", "broker,controller");
        // Only this process could take over from a silent broker, and it cannot: fencing a broker that was merely
        // starved would turn a pause into an outage. EmbeddedNode ends the session a crash leaves behind.
        properties.put("broker.session.timeout.ms", "60000");
        // With one voter nobody measures lag by the no-op records, which cost two disk flushes a second.
        properties.put("metadata.max.idle.interval.ms", "0");
        properties.put("auto.leader.rebalance.enable", "false");
        return properties;
    }

    /** What all embedded nodes have in common, with internal topics replicated that many times. */
    static Map<String, String> common(int nodeId, Path logDirectory, int replicas) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("node.id", Integer.toString(nodeId));
        properties.put("log.dir", logDirectory.toString());
        properties.put("controller.listener.names", CONTROLLER);
        properties.put("inter.broker.listener.name", CLIENTS);
        properties.put("listener.security.protocol.map", CLIENTS + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        replication(properties, replicas);
        footprint(properties);
        properties.put("auto.create.topics.enable", "false");
        properties.put("group.initial.rebalance.delay.ms", "0");
        return properties;
    }

    private static void replication(Map<String, String> properties, int replicas) {
        String factor = Integer.toString(replicas);
        String minInSync = Integer.toString(Math.max(1, replicas - 1));
        properties.put("default.replication.factor", factor);
        properties.put("min.insync.replicas", minInSync);
        properties.put("offsets.topic.replication.factor", factor);
        properties.put("transaction.state.log.replication.factor", factor);
        properties.put("transaction.state.log.min.isr", minInSync);
        properties.put("share.coordinator.state.topic.replication.factor", factor);
        properties.put("share.coordinator.state.topic.min.isr", minInSync);
    }

    private static void footprint(Map<String, String> properties) {
        properties.put("offsets.topic.num.partitions", INTERNAL_TOPIC_PARTITIONS);
        properties.put("transaction.state.log.num.partitions", INTERNAL_TOPIC_PARTITIONS);
        properties.put("share.coordinator.state.topic.num.partitions", INTERNAL_TOPIC_PARTITIONS);
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        properties.put("background.threads", "2");
        properties.put("num.recovery.threads.per.data.dir", "2");
        properties.put("group.coordinator.threads", "1");
        properties.put("log.cleaner.threads", "1");
        // Kafka's default keeps 128 MiB of heap for the cleaner's map.
        properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 * 1024 * 1024));
        properties.put("log.cleaner.io.buffer.size", Integer.toString(512 * 1024));
        // No JMX beans for thousands of sensors nobody reads.
        properties.put("metric.reporters", "");
        properties.put("metrics.jmx.exclude", ".*");
    }
}
