package io.penstock.log;

import java.util.List;

/**
 * How a node is.
 *
 * @param kafkaReachable whether brokers answered lately
 * @param joined whether it was said which shards this node should own
 * @param shardsAssigned shards this node should own
 * @param shardsLive of those, the ones that are restored and serve
 * @param shardsTotal shards of the cluster
 * @param unwritable internal partitions this node writes to and which, when brokers were asked last, took no append that waits for all
 *     replicas; each with the reason, for people
 */
public record ClusterHealth(
        boolean kafkaReachable,
        boolean joined,
        int shardsAssigned,
        int shardsLive,
        int shardsTotal,
        List<String> unwritable) {

    public ClusterHealth {
        unwritable = List.copyOf(unwritable);
    }

    /** Whether the node serves all it should. A node that was given nothing forwards, and is ready too. */
    public boolean isReady() {
        return kafkaReachable && joined && shardsLive == shardsAssigned && unwritable.isEmpty();
    }

    /** For operators. */
    @Override
    public String toString() {
        return (kafkaReachable ? "Kafka reachable" : "Kafka unreachable") + ", shards restored: " + shardsLive + " of "
                + shardsAssigned + " (" + shardsTotal + " in the cluster)"
                + (unwritable.isEmpty() ? "" : ", cannot be written: " + String.join(", ", unwritable));
    }
}
