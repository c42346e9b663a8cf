package io.penstock.log;

import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import io.penstock.log.catalog.KafkaCatalog;
import io.penstock.log.client.ClientMetric;
import io.penstock.log.client.Futures;
import io.penstock.log.client.KafkaClients;
import io.penstock.log.identity.ClusterIdentity;
import io.penstock.log.record.KafkaRecordLog;
import io.penstock.log.shard.GroupOwnership;
import io.penstock.log.shard.Ownership;
import io.penstock.log.shard.ShardHost;
import io.penstock.log.shard.SoleOwnership;
import io.penstock.log.topic.KafkaTopics;
import io.penstock.log.topic.TopicNames;
import io.penstock.log.topic.WriteProbe;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's Kafka: everything of this module, started and stopped in order.
 *
 * <p>{@link #open} gives the ports; machines are registered next; {@link #start} begins to own shards. Thread-safe.
 */
public final class Cluster implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
    private static final long HEALTH_SECONDS = 3;

    private final LogSettings settings;
    private final KafkaClients clients;
    private final KafkaTopics topics;
    private final KafkaRecordLog records;
    private final KafkaCatalog catalog;
    private final ShardHost shards;
    private final ClusterIdentity identity;
    private final Deque<AutoCloseable> opened;
    private final WriteProbe writes;
    private volatile boolean reachable = true;
    private volatile List<String> unwritable = List.of();
    private volatile boolean started;

    /** Time, and what is drawn: the cluster's secret when the cluster is new, so it is a secure one. */
    record Environment(InstantSource clock, SecureRandom random) {}

    private Cluster(LogSettings settings, Opening.Parts parts, Deque<AutoCloseable> opened) {
        this.settings = settings;
        this.clients = parts.clients();
        this.topics = parts.topics();
        this.records = parts.records();
        this.catalog = parts.catalog();
        this.shards = parts.shards();
        this.identity = parts.identity();
        this.opened = opened;
        this.writes = new WriteProbe(clients, new TopicNames(settings.topics().prefix()));
        clients.timer().scheduleWithFixedDelay(this::probe, HEALTH_SECONDS, HEALTH_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Connects, makes or adopts the internal topics, reads the cluster's identity and the catalog. Returns when all ports can be used, however long it takes until
     * Kafka is there: who starts beside it, or while it starts anew, need not know which of the two is quicker.
     *
     * @param random draws the cluster's secret when the cluster is new; a secure one for that reason
     * @throws UnusableKafkaException when waiting would not help: credentials, permissions, settings or versions are wrong, or what is in this Kafka was
     *     made by another version; or when the start was given up. Nothing is left running
     */
    public static Cluster open(LogSettings settings, InstantSource clock, SecureRandom random, Startup startup) {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            Opening opening = new Opening(settings, new Environment(clock, random), startup, opened);
            return new Cluster(settings, opening.run(), opened);
        } catch (RuntimeException e) {
            closeAll(opened);
            throw e;
        }
    }

    /** The same, and only an interrupt ends it while Kafka is not there. */
    public static Cluster open(LogSettings settings, InstantSource clock, SecureRandom random) {
        return open(settings, clock, random, Startup.unattended());
    }

    /** Begins to own shards. Every kind of machine is registered by now. Returns at once; {@link #health} tells how far it is. */
    public synchronized void start() {
        if (started) {
            throw new IllegalStateException("the cluster's shards were started already");
        }
        started = true;
        shards.start(ownership());
    }

    private Ownership ownership() {
        return switch (settings.shards().ownership()) {
            case SOLE -> new SoleOwnership();
            case GROUP ->
                new GroupOwnership(
                        clients,
                        new TopicNames(settings.topics().prefix()),
                        settings.shards().sessionTimeout());
        };
    }

    public RecordLog records() {
        return records;
    }

    public Topics topics() {
        return topics;
    }

    /** See {@link KafkaRecordLog#scannedAheadBytes}. */
    public long scannedAheadBytes() {
        return records.scannedAheadBytes();
    }

    public Catalog catalog() {
        return catalog;
    }

    public Machines machines() {
        return shards;
    }

    /** Unique among the nodes, new at every start. */
    public String nodeId() {
        return clients.nodeId();
    }

    /** How many shards the cluster has. */
    public int shardCount() {
        return identity.shards();
    }

    /** How this node is now. Does not wait: brokers are asked every few seconds. */
    public ClusterHealth health() {
        return new ClusterHealth(
                reachable,
                shards.hasJoined(),
                shards.assignedShards(),
                shards.liveShards(),
                shards.shards(),
                unwritable);
    }

    /** Long polls and the like that wait on this node. */
    public int parkedCommands() {
        return shards.parkedCommands();
    }

    /** What the node's Kafka clients measure. */
    public List<ClientMetric> metrics() {
        return clients.metrics();
    }

    private void probe() {
        List<TopicPartition> written = new ArrayList<>(shards.writtenPartitions());
        written.add(new TopicPartition(KafkaCatalog.TOPIC, 0));
        Futures.of(clients.admin().describeCluster().clusterId())
                .thenCompose(id -> writes.unwritable(written))
                .orTimeout(HEALTH_SECONDS, TimeUnit.SECONDS)
                .whenComplete((problems, error) -> {
                    reachable = error == null;
                    if (error == null) {
                        note(problems);
                    }
                });
    }

    private void note(List<String> problems) {
        if (problems.isEmpty() != unwritable.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("partitions", problems)
                    .log(problems.isEmpty() ? "all partitions take writes again" : "partitions take no writes");
        }
        unwritable = problems;
    }

    /** Gives the shards up, then closes everything, the last opened first. */
    @Override
    public void close() {
        closeAll(opened);
    }

    private static void closeAll(Deque<AutoCloseable> parts) {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.atWarn().setCause(e).log("a part of the node's Kafka did not close in order");
            }
        }
    }
}
