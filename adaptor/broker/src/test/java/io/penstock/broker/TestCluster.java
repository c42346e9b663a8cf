package io.penstock.broker;

import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;

/**
 * Several brokers and one controller in this JVM, for tests of leader changes and broker restarts. Brokers have ids from
 * 1, keep their port and data over {@link #stop} and {@link #restart}, and may all be down at once: the controller stays.
 * Topics have as many replicas as there are brokers, at most 3, and one replica may be missing from the in-sync set.
 */
public final class TestCluster implements AutoCloseable {
    /** How long the controller waits for a crashed broker before it elects others, in milliseconds. */
    public static final int SESSION_TIMEOUT_MS = 3_000;

    private static final int CONTROLLER_ID = 100;
    private static final int WAIT_SECONDS = 60;

    private final Path directory;
    private final String clusterId = Uuid.randomUuid().toString();
    private final int replicas;
    private final Map<String, String> extra;
    private final IntUnaryOperator advertised;
    private final Listener quorum;
    private final Running controller;
    private final SortedMap<Integer, Integer> ports = new TreeMap<>();
    private final Map<Integer, Running> running = new LinkedHashMap<>();

    private record Running(EmbeddedNode node, Faults faults) {}

    private TestCluster(int brokers, Map<String, String> extra, IntUnaryOperator advertised) throws Exception {
        this.directory = Files.createTempDirectory("penstock-cluster");
        this.replicas = Math.min(3, brokers);
        this.extra = extra;
        this.advertised = advertised;
        this.quorum = Listener.bind(Listener.LOOPBACK, 0);
        this.controller = launchController();
    }

    /** Starts the controller and that many brokers. */
    public static TestCluster start(int brokers) throws Exception {
        return start(brokers, Map.of());
    }

    /** As {@link #start(int)}, with broker properties that win over the cluster's own. */
    public static TestCluster start(int brokers, Map<String, String> properties) throws Exception {
        return start(new TestCluster(brokers, properties, IntUnaryOperator.identity()), brokers);
    }

    /**
     * One broker that tells clients to come through something between them and it.
     *
     * @param relay given the broker's port, returns that of what is between
     */
    public static TestCluster startBehind(IntUnaryOperator relay) throws Exception {
        return start(new TestCluster(1, Map.of(), relay), 1);
    }

    private static TestCluster start(TestCluster cluster, int brokers) throws Exception {
        try (ExecutorService starters = Executors.newCachedThreadPool()) {
            Map<Integer, Future<Running>> starting = new LinkedHashMap<>();
            for (int id = 1; id <= brokers; id++) {
                Callable<Running> launch = cluster.prepareBroker(id, Listener.bind(Listener.LOOPBACK, 0));
                starting.put(id, starters.submit(launch));
            }
            for (Map.Entry<Integer, Future<Running>> each : starting.entrySet()) {
                cluster.running.put(each.getKey(), each.getValue().get());
            }
            return cluster;
        } catch (ExecutionException e) {
            cluster.close();
            throw e;
        }
    }

    /** All brokers, stopped ones included, as a client that should survive their restarts wants it. */
    public String bootstrapServers() {
        return ports.values().stream()
                .map(port -> Listener.LOOPBACK + ":" + port)
                .collect(Collectors.joining(","));
    }

    /** One broker's address. */
    public String bootstrapServers(int brokerId) {
        return Listener.LOOPBACK + ":" + port(brokerId);
    }

    /** Ids of all brokers, stopped ones included. */
    public IntStream brokerIds() {
        return ports.keySet().stream().mapToInt(Integer::intValue);
    }

    /** Orderly: leaders are moved away first. */
    public synchronized void stop(int brokerId) {
        Running broker = take(brokerId);
        broker.faults().close();
        broker.node().stop();
    }

    /** As if killed: the others take over when the session ends, {@link #SESSION_TIMEOUT_MS} later. */
    public synchronized void crash(int brokerId) {
        Running broker = take(brokerId);
        broker.faults().close();
        broker.node().crash();
    }

    /** Starts a stopped or crashed broker on its port and data; after a crash this waits for the old session to end. */
    public synchronized void restart(int brokerId) throws Exception {
        if (running.containsKey(brokerId)) {
            throw new IllegalStateException("Broker " + brokerId + " is running");
        }
        // The port was free a moment ago; a passing client connection may hold it for an instant.
        Listener listener = Awaitility.await()
                .atMost(WAIT_SECONDS, TimeUnit.SECONDS)
                .ignoreExceptionsMatching(BindException.class::isInstance)
                .until(() -> Listener.bind(Listener.LOOPBACK, port(brokerId)), bound -> true);
        running.put(brokerId, prepareBroker(brokerId, listener).call());
    }

    /** Id of the broker that leads the partition now; waits for one when there is none. */
    public int leader(String topic, int partition) {
        return Awaitility.await()
                .atMost(WAIT_SECONDS, TimeUnit.SECONDS)
                .until(() -> describe(topic, partition).leader(), leader -> leader != null && !leader.isEmpty())
                .id();
    }

    /** Waits until every replica of the partition is in sync again. */
    public void awaitInSync(String topic, int partition) {
        Awaitility.await()
                .atMost(WAIT_SECONDS, TimeUnit.SECONDS)
                .until(
                        () -> describe(topic, partition),
                        info -> info.isr().size() == info.replicas().size()
                                && info.leader() != null
                                && !info.leader().equals(Node.noNode()));
    }

    /** Stops everything and deletes the data. */
    @Override
    public synchronized void close() {
        for (Integer brokerId : running.keySet().stream().toList()) {
            // An orderly stop would wait for leaders that have nowhere to go.
            crash(brokerId);
        }
        controller.faults().close();
        controller.node().stop();
        TestBroker.deleteTree(directory);
    }

    private TopicPartitionInfo describe(String topic, int partition) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            return admin.describeTopics(List.of(topic))
                    .topicNameValues()
                    .values()
                    .iterator()
                    .next()
                    .get(WAIT_SECONDS, TimeUnit.SECONDS)
                    .partitions()
                    .get(partition);
        }
    }

    private int port(int brokerId) {
        Integer port = ports.get(brokerId);
        if (port == null) {
            throw new IllegalArgumentException("No broker " + brokerId + ", only " + ports.keySet());
        }
        return port;
    }

    private Running take(int brokerId) {
        Running broker = running.remove(brokerId);
        if (broker == null) {
            throw new IllegalStateException("Broker " + brokerId + " is not running, only " + running.keySet());
        }
        return broker;
    }

    private Callable<Running> prepareBroker(int id, Listener listener) {
        ports.put(id, listener.port());
        Map<String, String> properties = common(id);
        properties.put("process.roles", "broker");
        properties.put("listeners", NodeProperties.CLIENTS + "://" + listener.address());
        properties.put(
                "advertised.listeners",
                NodeProperties.CLIENTS + "://" + listener.host() + ":" + advertised.applyAsInt(listener.port()));
        return () -> launch(properties, Map.of(NodeProperties.CLIENTS, listener));
    }

    private Running launchController() throws Exception {
        Map<String, String> properties = common(CONTROLLER_ID);
        properties.put("process.roles", "controller");
        properties.put("listeners", NodeProperties.CONTROLLER + "://" + quorum.address());
        return launch(properties, Map.of(NodeProperties.CONTROLLER, quorum));
    }

    private Map<String, String> common(int nodeId) {
        // The controller too: it is the one that applies the default number of replicas.
        Map<String, String> properties = NodeProperties.common(nodeId, logDirectory(nodeId), replicas);
        properties.put("controller.quorum.voters", CONTROLLER_ID + "@" + quorum.address());
        properties.put("auto.leader.rebalance.enable", "false");
        properties.put("broker.session.timeout.ms", Integer.toString(SESSION_TIMEOUT_MS));
        // The default, 2 s, leaves too little of a short session.
        properties.put("broker.heartbeat.interval.ms", "500");
        properties.putAll(extra);
        return properties;
    }

    private Running launch(Map<String, String> properties, Map<String, Listener> sockets) throws Exception {
        int nodeId = Integer.parseInt(properties.getOrDefault("node.id", ""));
        EmbeddedNode.format(nodeId, clusterId, logDirectory(nodeId));
        Faults faults = Faults.handTo(fault -> System.err.println("Fault in node " + nodeId + ": " + fault));
        EmbeddedNode node = EmbeddedNode.create(properties, sockets, faults);
        node.start();
        return new Running(node, faults);
    }

    private Path logDirectory(int nodeId) {
        return directory.resolve("node-" + nodeId);
    }
}
