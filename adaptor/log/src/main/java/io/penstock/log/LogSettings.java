package io.penstock.log;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a node is told about its Kafka and its part in the cluster.
 *
 * @param kafka how to reach Kafka
 * @param topics what topics are made like
 * @param shards how state is kept and who owns it
 * @param internal the channel between nodes; used with {@link OwnershipMode#GROUP} alone
 */
public record LogSettings(Kafka kafka, TopicDefaults topics, Shards shards, Internal internal) {

    /** Who owns the shards. */
    public enum OwnershipMode {
        /** This node, all of them, at once: for the embedded broker, where there is no other node. */
        SOLE,
        /** A consumer group deals them out among the nodes that are alive. */
        GROUP
    }

    /**
     * @param bootstrapServers {@code host:port,...}
     * @param properties passed to every client: TLS, SASL and the like; they win over ours
     * @param deliveryTimeout until an append without acknowledgement counts as failed; at least 1 s
     * @param tailConsumers consumers that follow the ends of partitions; 1 suffices up to some 1,000 partitions
     */
    public record Kafka(
            String bootstrapServers, Map<String, String> properties, Duration deliveryTimeout, int tailConsumers) {
        public Kafka {
            if (bootstrapServers.isBlank()) {
                throw new IllegalArgumentException("kafka.bootstrap.servers is blank");
            }
            if (deliveryTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("the delivery timeout is at least 1 s: " + deliveryTimeout);
            }
            requireWithin("tail consumers", tailConsumers, 1, 64);
            properties = Map.copyOf(properties);
        }
    }

    /**
     * @param prefix before every topic name, ours and the services'; may be empty
     * @param replicationFactor of every topic; 0 takes the brokers' default
     * @param minInsyncReplicas of every topic; 0 takes the brokers' default
     * @param defaultPartitions of topics whose owner names no number; 0 takes the brokers' default
     */
    public record TopicDefaults(String prefix, int replicationFactor, int minInsyncReplicas, int defaultPartitions) {
        public TopicDefaults {
            requireWithin("replication factor", replicationFactor, 0, Short.MAX_VALUE);
            requireWithin("min.insync.replicas", minInsyncReplicas, 0, Short.MAX_VALUE);
            requireWithin("default partitions", defaultPartitions, 0, 10_000);
            if (replicationFactor > 0 && minInsyncReplicas > replicationFactor) {
                throw new IllegalArgumentException("min.insync.replicas " + minInsyncReplicas
                        + " is more than the replication factor " + replicationFactor);
            }
        }
    }

    /**
     * @param count of a new cluster; an existing one keeps its own, whatever is said here
     * @param ownership who owns them
     * @param sessionTimeout after which a silent node's shards go to others; brokers allow 6 s and more unless told otherwise
     * @param patience how long a request waits for its shard to find an owner before it fails as unavailable
     * @param limits bounds of one shard
     */
    public record Shards(
            int count, OwnershipMode ownership, Duration sessionTimeout, Duration patience, ShardLimits limits) {
        public Shards {
            requireWithin("shards", count, 1, 4096);
        }

        /** The same for another number of shards. */
        public Shards withCount(int newCount) {
            return new Shards(newCount, ownership, sessionTimeout, patience, limits);
        }
    }

    /**
     * Bounds of one shard.
     *
     * @param commands commands accepted and not yet answered, parked ones aside; more are throttled
     * @param parked parked commands; more are throttled
     * @param unacknowledgedBytes journal bytes in flight, above which the shard decides nothing new
     * @param snapshotRecords journal records after which a snapshot is taken
     * @param snapshotBytes journal bytes after which a snapshot is taken
     */
    public record ShardLimits(
            int commands, int parked, int unacknowledgedBytes, int snapshotRecords, long snapshotBytes) {
        /** Replaying a shard within these takes well under a second. */
        public static final ShardLimits DEFAULT = new ShardLimits(20_000, 50_000, 8 << 20, 30_000, 8L << 20);
    }

    /**
     * @param bindHost interface to listen on
     * @param port to listen on; 0 takes a free one
     * @param advertisedHost what other nodes connect to; the bind host when absent
     * @param advertisedPort what other nodes connect to; the port when 0
     */
    public record Internal(String bindHost, int port, Optional<String> advertisedHost, int advertisedPort) {
        /** Loopback and a free port: nodes of one machine. */
        public static final Internal LOOPBACK = new Internal("127.0.0.1", 0, Optional.empty(), 0);

        public Internal {
            requireWithin("internal port", port, 0, 65_535);
            requireWithin("advertised internal port", advertisedPort, 0, 65_535);
        }
    }

    /** Over the embedded broker of this process: one replica, every shard, no other node; few shards, since each costs files and start-up time. */
    public static LogSettings embedded(String bootstrapServers) {
        return new LogSettings(
                new Kafka(bootstrapServers, Map.of(), Duration.ofSeconds(15), 1),
                new TopicDefaults("", 1, 1, 1),
                new Shards(8, OwnershipMode.SOLE, Duration.ofSeconds(6), Duration.ofSeconds(12), ShardLimits.DEFAULT),
                Internal.LOOPBACK);
    }

    /** Over a cluster of brokers: three replicas of which two must have an append, shards dealt out among the nodes. */
    public static LogSettings clustered(String bootstrapServers) {
        return new LogSettings(
                new Kafka(bootstrapServers, Map.of(), Duration.ofSeconds(15), 1),
                new TopicDefaults("", 3, 2, 4),
                new Shards(32, OwnershipMode.GROUP, Duration.ofSeconds(6), Duration.ofSeconds(12), ShardLimits.DEFAULT),
                Internal.LOOPBACK);
    }

    public LogSettings withKafka(Kafka value) {
        return new LogSettings(value, topics, shards, internal);
    }

    public LogSettings withTopics(TopicDefaults value) {
        return new LogSettings(kafka, value, shards, internal);
    }

    public LogSettings withShards(Shards value) {
        return new LogSettings(kafka, topics, value, internal);
    }

    public LogSettings withInternal(Internal value) {
        return new LogSettings(kafka, topics, shards, value);
    }

    private static void requireWithin(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " must be " + least + " to " + most + ": " + value);
        }
    }
}
