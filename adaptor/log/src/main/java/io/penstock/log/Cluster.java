package io.penstock.log;

import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import io.penstock.log.LogSettings.OwnershipMode;
import io.penstock.log.catalog.KafkaCatalog;
import io.penstock.log.client.AdaptiveAppender;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
    private static final Duration OPEN = Duration.ofSeconds(60);
    private static final long APPEND_BYTES = 48L << 20;
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

    private Cluster(LogSettings settings, Opening opening) {
        this.settings = settings;
        this.clients = opening.clients;
        this.topics = opening.topics;
        this.records = opening.records;
        this.catalog = opening.catalog();
        this.shards = opening.shards();
        this.identity = opening.identity();
        this.opened = opening.opened;
        this.writes = new WriteProbe(clients, opening.names);
        clients.timer().scheduleWithFixedDelay(this::probe, HEALTH_SECONDS, HEALTH_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Connects, makes or adopts the internal topics, reads the cluster's identity and the catalog. Returns when all ports can be used.
     *
     * @param random draws the cluster's secret when the cluster is new; a secure one for that reason
     * @throws IllegalStateException when Kafka cannot be reached, or what is in it was made by another version; nothing is left running
     */
    public static Cluster open(LogSettings settings, InstantSource clock, SecureRandom random) {
        Opening opening = new Opening(settings, clock, random);
        try {
            opening.run();
            return new Cluster(settings, opening);
        } catch (RuntimeException e) {
            closeAll(opening.opened);
            throw new IllegalStateException(
                    "Kafka at " + settings.kafka().bootstrapServers() + " cannot be used: "
                            + Futures.cause(e).getMessage(),
                    Futures.cause(e));
        }
    }

    /** What is opened, in order; kept apart so that a failure half-way closes it. */
    private static final class Opening {
        private final LogSettings settings;
        private final InstantSource clock;
        private final SecureRandom random;
        private final Deque<AutoCloseable> opened = new ArrayDeque<>();
        private final KafkaClients clients;
        private final TopicNames names;
        private final KafkaTopics topics;
        private final AdaptiveAppender journals;
        private final KafkaRecordLog records;
        private final List<Object> later = new ArrayList<>();

        Opening(LogSettings settings, InstantSource clock, SecureRandom random) {
            this.settings = settings;
            this.clock = clock;
            this.random = random;
            byte[] id = new byte[4];
            random.nextBytes(id);
            this.clients =
                    push(new KafkaClients(settings.kafka(), HexFormat.of().formatHex(id)));
            this.names = new TopicNames(settings.topics().prefix());
            this.journals =
                    push(new AdaptiveAppender(clients, "journal", AdaptiveAppender.Pace.OF_JOURNALS, APPEND_BYTES));
            this.records = push(new KafkaRecordLog(
                    clients,
                    names,
                    new AdaptiveAppender(clients, "data", AdaptiveAppender.Pace.OF_DATA, APPEND_BYTES),
                    settings.kafka().tailConsumers()));
            this.topics = new KafkaTopics(clients, settings.topics(), records::deleted);
        }

        void run() {
            List<Topics.Spec> internal =
                    new ArrayList<>(ShardHost.topics(settings.shards().count()));
            internal.add(ClusterIdentity.topic());
            internal.add(KafkaCatalog.topic());
            if (settings.shards().ownership() == OwnershipMode.GROUP) {
                internal.add(GroupOwnership.topic(settings.shards().count()));
            }
            Map<String, Topics.Topic> made = await(topics.ensureAll(internal));
            int journals = partitions(made, internal.getFirst().name()).orElse(0);
            KafkaCatalog catalog = push(new KafkaCatalog(
                    clients, names.physical(new TopicPartition(KafkaCatalog.TOPIC, 0)), this.journals));
            ClusterIdentity identity = await(ClusterIdentity.establish(records, () -> candidate(journals)));
            if (identity.shards() != journals) {
                throw new IllegalStateException("the cluster was made with " + identity.shards()
                        + " shards, but its journal has " + journals + " partitions");
            }
            int dealt = partitions(made, GroupOwnership.TOPIC).orElse(identity.shards());
            if (identity.shards() != dealt) {
                throw new IllegalStateException(
                        "the cluster was made with " + identity.shards() + " shards, but " + dealt + " are dealt out");
            }
            if (identity.shards() != settings.shards().count()) {
                LOG.atInfo()
                        .addKeyValue("shards", identity.shards())
                        .log("the cluster has another number of shards than the settings say; it keeps its own");
            }
            ShardHost shards = push(new ShardHost(
                    settings.shards().withCount(identity.shards()),
                    clients,
                    names,
                    this.journals,
                    new ShardHost.Environment(clock, random)));
            await(catalog.loaded());
            if (settings.shards().ownership() == OwnershipMode.GROUP) {
                shards.connect(catalog, settings.internal(), identity.secret());
            }
            later.addAll(List.of(catalog, identity, shards));
        }

        private static Optional<Integer> partitions(Map<String, Topics.Topic> made, String name) {
            return Optional.ofNullable(made.get(name)).map(Topics.Topic::partitions);
        }

        /** Whoever made the topics decided how many shards there are, even if another node's identity record came first. */
        private ClusterIdentity candidate(int shards) {
            byte[] secret = new byte[ClusterIdentity.SECRET_BYTES];
            random.nextBytes(secret);
            return new ClusterIdentity(shards, secret);
        }

        private <T extends AutoCloseable> T push(T part) {
            opened.push(part);
            return part;
        }

        KafkaCatalog catalog() {
            return (KafkaCatalog) later.get(0);
        }

        ClusterIdentity identity() {
            return (ClusterIdentity) later.get(1);
        }

        ShardHost shards() {
            return (ShardHost) later.get(2);
        }

        private static <T> T await(CompletableFuture<T> future) {
            return future.orTimeout(OPEN.toMillis(), TimeUnit.MILLISECONDS).join();
        }
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
