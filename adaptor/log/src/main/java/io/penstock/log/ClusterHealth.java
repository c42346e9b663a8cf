package io.penstock.log;

/**
 * How a node is.
 *
 * @param kafkaReachable whether brokers answered lately
 * @param joined whether it was said which shards this node should own
 * @param shardsAssigned shards this node should own
 * @param shardsLive of those, the ones that are restored and serve
 * @param shardsTotal shards of the cluster
 */
public record ClusterHealth(
        boolean kafkaReachable, boolean joined, int shardsAssigned, int shardsLive, int shardsTotal) {

    /** Whether the node serves all it should. A node that was given nothing forwards, and is ready too. */
    public boolean isReady() {
        return kafkaReachable && joined && shardsLive == shardsAssigned;
    }

    /** For operators. */
    @Override
    public String toString() {
        return (kafkaReachable ? "Kafka reachable" : "Kafka unreachable") + ", shards restored: " + shardsLive + " of "
                + shardsAssigned + " (" + shardsTotal + " in the cluster)";
    }
}
