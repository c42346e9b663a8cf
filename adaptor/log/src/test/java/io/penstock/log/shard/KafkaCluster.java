package io.penstock.log.shard;

import io.penstock.broker.TestBroker;
import io.penstock.kernel.contract.JournalFaults;
import io.penstock.kernel.contract.MachinesCluster;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.port.Machines;
import io.penstock.log.LogSettings;
import io.penstock.log.TestKafka;
import io.penstock.log.client.AdaptiveAppender;
import io.penstock.log.client.KafkaClients;
import io.penstock.log.topic.KafkaTopics;
import io.penstock.log.topic.TopicNames;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** The shard host over a real broker, with faults between it and the producer. Nodes live in this process; one that crashes is cut off. */
final class KafkaCluster implements MachinesCluster {

    private static final int QUEUE = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LogSettings settings;
    private final FaultyAppender.Plan plan = new FaultyAppender.Plan();
    private final List<Consumer<ShardHost>> kinds = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private volatile Duration ahead = Duration.ZERO;

    /** One node; the newest owns everything. */
    private final class Node {
        private final KafkaClients clients = TestKafka.clients(settings);
        private final FaultyAppender appender = new FaultyAppender(
                new AdaptiveAppender(clients, "journal", AdaptiveAppender.Pace.OF_JOURNALS, 16 << 20), plan);
        private final ShardHost host;
        private final Hand ownership = new Hand();

        Node() {
            TopicNames names = new TopicNames(settings.topics().prefix());
            host = new ShardHost(
                    settings.shards(),
                    clients,
                    names,
                    appender,
                    new ShardHost.Environment(KafkaCluster.this::now, new Random(nodes.size())));
            kinds.forEach(kind -> kind.accept(host));
            host.start(ownership);
        }

        /** All shards are live; one may have turned out to be unreadable. */
        void awaitLive() {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(this::isSettled);
        }

        private boolean isSettled() {
            int live = host.liveShards();
            return live == shards() || (live == shards() - 1 && host.failures() > 0);
        }

        void close() {
            host.close();
            appender.close();
            clients.close();
        }
    }

    /** Ownership as the test says. */
    private static final class Hand implements Ownership {
        private final SoleOwnership sole = new SoleOwnership();
        private volatile Listener listener;

        @SuppressWarnings("NullAway.Init")
        Hand() {}

        @Override
        public void start(int shards, Listener newListener) {
            listener = newListener;
            sole.start(shards, newListener);
        }

        @Override
        public void close() {
            sole.close();
        }
    }

    KafkaCluster(TestBroker broker) {
        this(broker, 100_000);
    }

    /** @param snapshotRecords journal records after which a shard takes a snapshot */
    KafkaCluster(TestBroker broker, int snapshotRecords) {
        this(broker, new LogSettings.ShardLimits(QUEUE, 1_000, 8 << 20, snapshotRecords, 64L << 20));
    }

    KafkaCluster(TestBroker broker, LogSettings.ShardLimits limits) {
        LogSettings base = TestKafka.settings(broker);
        this.settings = base.withShards(new LogSettings.Shards(
                4, LogSettings.OwnershipMode.SOLE, Duration.ofSeconds(6), Duration.ofSeconds(8), limits));
    }

    private Instant now() {
        return InstantSource.system().instant().plus(ahead);
    }

    private Node current() {
        return nodes.getLast();
    }

    @Override
    public <S, C, E, R> void register(Machine<S, C, E, R> machine, Companion.Factory<S, C, E, R> companions) {
        kinds.add(host -> host.register(machine, companions));
    }

    @Override
    public void start() {
        try (KafkaClients clients = TestKafka.clients(settings)) {
            get(new KafkaTopics(clients, settings.topics())
                    .ensureAll(ShardHost.topics(settings.shards().count())));
        }
        startNode();
    }

    private void startNode() {
        nodes.add(new Node());
        current().awaitLive();
    }

    @Override
    public Machines machines() {
        return current().host;
    }

    @Override
    public InstantSource clock() {
        return this::now;
    }

    @Override
    public void advance(Duration duration) {
        ahead = ahead.plus(duration);
        get(current().host.clockMoved());
    }

    @Override
    public JournalFaults faults() {
        return plan;
    }

    @Override
    public void crashAndRecover() {
        nodes.forEach(node -> node.appender.die());
        plan.forget();
        startNode();
    }

    @Override
    public void stepDown(AggregateId id) {
        Set<Integer> shard = Set.of(id.shard(shards()));
        get(current().ownership.listener.release(shard));
        current().ownership.listener.gained(shard);
        current().awaitLive();
    }

    @Override
    public Zombie depose(AggregateId id) {
        Node old = current();
        old.appender.turnZombie();
        startNode();
        return new Zombie() {
            @Override
            public Machines machines() {
                return old.host;
            }

            @Override
            public void snapshot() {
                old.host
                        .term(id.shard(shards()))
                        .ifPresent(term -> await(term.snapshot().handle((taken, error) -> true)));
            }
        };
    }

    @Override
    public void snapshot(AggregateId id) {
        get(current().host.term(id.shard(shards())).orElseThrow().snapshot());
    }

    @Override
    public long journalRecords(AggregateId id) {
        TopicPartition partition =
                new TopicPartition(settings.topics().prefix() + ShardStore.JOURNAL, id.shard(shards()));
        return offset(partition, OffsetSpec.latest()) - offset(partition, OffsetSpec.earliest());
    }

    private long offset(TopicPartition partition, OffsetSpec spec) {
        try {
            return current()
                    .clients
                    .admin()
                    .listOffsets(Map.of(partition, spec))
                    .partitionResult(partition)
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .offset();
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public int shards() {
        return settings.shards().count();
    }

    @Override
    public int queueCapacity() {
        return QUEUE;
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
    }

    private static <T> void get(java.util.concurrent.CompletableFuture<T> future) {
        future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static void await(java.util.concurrent.CompletableFuture<Boolean> future) {
        get(future);
    }
}
