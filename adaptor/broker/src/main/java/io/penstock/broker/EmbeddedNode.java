package io.penstock.broker;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.metadata.bootstrap.BootstrapDirectory;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One KRaft node in this process: a controller, a broker or both. Built from the parts {@link KafkaRaftServer} is built
 * from, because that class halts the JVM on a fault and opens its sockets itself.
 */
final class EmbeddedNode {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedNode.class);
    private static final Duration CONTROLLER_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CONTROLLED_SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);

    private final KafkaConfig config;
    private final SharedServer shared;
    private final @Nullable ControllerServer controller;
    private final @Nullable BrokerServer broker;

    private EmbeddedNode(
            KafkaConfig config,
            SharedServer shared,
            @Nullable ControllerServer controller,
            @Nullable BrokerServer broker) {
        this.config = config;
        this.shared = shared;
        this.controller = controller;
        this.broker = broker;
    }

    /** Writes {@code meta.properties} when there is none; a directory that has one is left alone. */
    static void format(int nodeId, String clusterId, Path logDirectory) throws Exception {
        Files.createDirectories(logDirectory);
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setNodeId(nodeId)
                    .setClusterId(clusterId)
                    .addDirectory(logDirectory.toString())
                    .setMetadataLogDirectory(logDirectory.toString())
                    .setControllerListenerName(NodeProperties.CONTROLLER)
                    .setHasDynamicQuorum(false)
                    .setIgnoreFormatted(true)
                    .setPrintStream(nowhere)
                    .run();
        }
    }

    /** The cluster a formatted directory says it belongs to, or null when it is not formatted. */
    static @Nullable String clusterOf(Path logDirectory) throws Exception {
        return ensemble(logDirectory).clusterId().orElse(null);
    }

    /**
     * Builds a node that has not started.
     *
     * @param sockets by listener name, already bound; the node closes them when it stops
     */
    static EmbeddedNode create(Map<String, String> properties, Map<String, Listener> sockets, Faults faults)
            throws Exception {
        Properties all = new Properties();
        all.putAll(properties);
        KafkaConfig config = new KafkaConfig(all, false);
        Path logDirectory = Path.of(config.metadataLogDir());
        MetaPropertiesEnsemble ensemble = ensemble(logDirectory);
        ServerSocketFactory bound = (name, address, backlog, buffer) -> socketOf(sockets, name);
        SharedServer shared = new SharedServer(
                config,
                ensemble,
                Time.SYSTEM,
                metrics(ensemble),
                CompletableFuture.completedFuture(
                        QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                List.<InetSocketAddress>of(),
                faults,
                bound);
        List<String> roles =
                List.of(properties.getOrDefault("process.roles", "").split(","));
        ControllerServer controller = roles.contains("controller")
                ? new ControllerServer(
                        shared, KafkaRaftServer.configSchema(), new BootstrapDirectory(logDirectory.toString()).read())
                : null;
        BrokerServer broker = roles.contains("broker") ? new BrokerServer(shared) : null;
        return new EmbeddedNode(config, shared, controller, broker);
    }

    /** Returns when the broker takes requests (a controller alone: when it has started). */
    void start() throws Exception {
        // The controller first: its endpoints must be known to the quorum before the broker registers.
        if (controller != null) {
            controller.startup();
            if (broker != null) {
                endSessionOfCrashedPredecessor(controller);
            }
        }
        if (broker != null) {
            broker.startup();
        }
    }

    /** Hands leadership over, flushes and closes the logs, marks them clean, then stops the controller. */
    void stop() {
        if (broker != null) {
            broker.shutdown(CONTROLLED_SHUTDOWN_TIMEOUT);
            broker.awaitShutdown();
        }
        if (controller != null) {
            // Its registration manager closes this channel; closing it twice makes Kafka log a warning at every stop.
            controller.registrationChannelManager_$eq(null);
            controller.shutdown();
            controller.awaitShutdown();
        }
    }

    /**
     * Goes without a word to the controller, which keeps this broker in charge of its partitions until the session ends:
     * what the others see of a killed process.
     */
    void crash() {
        if (broker != null) {
            try {
                broker.lifecycleManager().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        stop();
    }

    /**
     * The controller refuses a new incarnation of a broker while the session of the old one lasts, and after a crash
     * nothing ended it. In a single-node process the old broker is known to be dead, because this process holds the lock
     * on its directory: take its registration away, and the new one is accepted at once. After an orderly stop the old
     * broker is fenced and there is nothing to do.
     */
    private void endSessionOfCrashedPredecessor(ControllerServer active) throws Exception {
        long deadline = System.nanoTime() + CONTROLLER_TIMEOUT.toNanos();
        while (!isCaughtUp(active)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("The controller did not become active in " + CONTROLLER_TIMEOUT);
            }
            // Neither the controller nor the loader offers a future for this.
            Time.SYSTEM.sleep(5);
        }
        if (!active.metadataCache().hasAliveBroker(config.nodeId())) {
            return;
        }
        LOG.info("The last run did not stop in an orderly way: recovering");
        ControllerRequestContext context =
                new ControllerRequestContext(new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.empty());
        try {
            active.controller().unregisterBroker(context, config.nodeId()).get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof BrokerIdNotRegisteredException)) {
                throw e;
            }
        }
    }

    /** Active, and everything the log held before is in the metadata cache. */
    private boolean isCaughtUp(ControllerServer active) {
        if (!active.controller().isActive()) {
            return false;
        }
        OptionalLong highWatermark = shared.raftManager().client().highWatermark();
        return highWatermark.isPresent() && shared.loader().lastAppliedOffset() + 1 >= highWatermark.getAsLong();
    }

    private static MetaPropertiesEnsemble ensemble(Path logDirectory) throws Exception {
        return new MetaPropertiesEnsemble.Loader()
                .addMetadataLogDir(logDirectory.toString())
                .addLogDirs(List.of(logDirectory.toString()))
                .load();
    }

    private static Metrics metrics(MetaPropertiesEnsemble ensemble) {
        KafkaMetricsContext context = new KafkaMetricsContext(
                "kafka.server", Map.of("kafka.cluster.id", ensemble.clusterId().orElse("")));
        return new Metrics(new MetricConfig(), new ArrayList<>(), Time.SYSTEM, true, context);
    }

    private static ServerSocketChannel socketOf(Map<String, Listener> sockets, String name) {
        Listener listener = sockets.get(name);
        if (listener == null) {
            throw new IllegalStateException("No socket was bound for listener " + name + ", only " + sockets.keySet());
        }
        return listener.socket();
    }
}
