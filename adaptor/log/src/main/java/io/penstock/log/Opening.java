package io.penstock.log;

import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import io.penstock.log.LogSettings.OwnershipMode;
import io.penstock.log.catalog.KafkaCatalog;
import io.penstock.log.client.AdaptiveAppender;
import io.penstock.log.client.KafkaClients;
import io.penstock.log.identity.ClusterIdentity;
import io.penstock.log.record.KafkaRecordLog;
import io.penstock.log.shard.GroupOwnership;
import io.penstock.log.shard.ShardHost;
import io.penstock.log.topic.KafkaTopics;
import io.penstock.log.topic.TopicNames;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of {@link Cluster#open}, each of which waits for Kafka as long as it takes. */
final class Opening {

    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final long APPEND_BYTES = 48L << 20;

    private final LogSettings settings;
    private final ShardHost.Environment environment;
    private final SecureRandom random;
    private final Waiting waiting;
    private final Deque<AutoCloseable> opened;
    private final TopicNames names;

    /** What a cluster is made of. */
    record Parts(
            KafkaClients clients,
            KafkaTopics topics,
            KafkaRecordLog records,
            KafkaCatalog catalog,
            ClusterIdentity identity,
            ShardHost shards) {}

    /** @param opened gets what has to be closed, the last opened first, also when {@link #run} fails half-way */
    Opening(LogSettings settings, Cluster.Environment environment, Startup startup, Deque<AutoCloseable> opened) {
        this.settings = settings;
        this.environment = new ShardHost.Environment(environment.clock(), environment.random());
        this.random = environment.random();
        this.waiting = new Waiting(settings.kafka().bootstrapServers(), startup);
        this.opened = opened;
        this.names = new TopicNames(settings.topics().prefix());
    }

    Parts run() {
        byte[] id = new byte[4];
        random.nextBytes(id);
        // Before the other clients, each of which would warn of every connection that fails.
        KafkaClients clients =
                push(waiting.until("Kafka", () -> reach(HexFormat.of().formatHex(id))));
        AdaptiveAppender data =
                made(() -> new AdaptiveAppender(clients, "data", AdaptiveAppender.Pace.OF_DATA, APPEND_BYTES));
        KafkaRecordLog records =
                push(new KafkaRecordLog(clients, names, data, settings.kafka().tailConsumers()));
        AdaptiveAppender journals =
                push(made(() -> data.beside("journal", AdaptiveAppender.Pace.OF_JOURNALS, APPEND_BYTES)));
        KafkaTopics topics = new KafkaTopics(clients, settings.topics(), records::deleted);
        Map<String, Topics.Topic> internal =
                waiting.until("the internal topics", () -> topics.ensureAll(internalTopics()));
        KafkaCatalog catalog =
                push(new KafkaCatalog(clients, names.physical(new TopicPartition(KafkaCatalog.TOPIC, 0)), journals));
        ClusterIdentity identity = identity(internal, records);
        ShardHost shards = push(
                new ShardHost(settings.shards().withCount(identity.shards()), clients, names, journals, environment));
        waiting.until("the catalog", catalog::loaded);
        if (settings.shards().ownership() == OwnershipMode.GROUP) {
            shards.connect(catalog, settings.internal(), identity.secret());
        }
        return new Parts(clients, topics, records, catalog, identity, shards);
    }

    /** Made anew by each attempt, so that names which the resolver did not know at first are looked up again. */
    private CompletableFuture<KafkaClients> reach(String nodeId) {
        KafkaClients clients = new KafkaClients(settings.kafka(), nodeId);
        return clients.answering(ANSWER)
                .thenApply(answered -> clients)
                .exceptionallyComposeAsync(
                        error -> {
                            clients.close();
                            return CompletableFuture.failedFuture(error);
                        },
                        Thread::startVirtualThread);
    }

    /** Clients look brokers up when they are made, and a name may be gone again by then. */
    private <T> T made(Supplier<T> client) {
        return waiting.until("Kafka", () -> CompletableFuture.completedFuture(client.get()));
    }

    private List<Topics.Spec> internalTopics() {
        int shards = settings.shards().count();
        List<Topics.Spec> topics = new ArrayList<>(ShardHost.topics(shards));
        topics.add(ClusterIdentity.topic());
        topics.add(KafkaCatalog.topic());
        if (settings.shards().ownership() == OwnershipMode.GROUP) {
            topics.add(GroupOwnership.topic(shards));
        }
        return topics;
    }

    private ClusterIdentity identity(Map<String, Topics.Topic> internal, KafkaRecordLog records) {
        int journals = partitions(internal, internalTopics().getFirst().name(), 0);
        // Made by every attempt: an append that seemed to fail may be there, and then it is the first that counts.
        ClusterIdentity identity = waiting.until(
                "the identity of the cluster", () -> ClusterIdentity.establish(records, () -> candidate(journals)));
        if (identity.shards() != journals) {
            throw waiting.unusable("the cluster was made with " + identity.shards() + " shards, but its journal has "
                    + journals + " partitions");
        }
        int dealt = partitions(internal, GroupOwnership.TOPIC, identity.shards());
        if (identity.shards() != dealt) {
            throw waiting.unusable(
                    "the cluster was made with " + identity.shards() + " shards, but " + dealt + " are dealt out");
        }
        if (identity.shards() != settings.shards().count()) {
            LOG.atInfo()
                    .addKeyValue("shards", identity.shards())
                    .log("the cluster has another number of shards than the settings say; it keeps its own");
        }
        return identity;
    }

    private static int partitions(Map<String, Topics.Topic> made, String name, int otherwise) {
        Topics.Topic topic = made.get(name);
        return topic == null ? otherwise : topic.partitions();
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
}
