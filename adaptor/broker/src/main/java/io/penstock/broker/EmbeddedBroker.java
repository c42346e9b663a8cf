package io.penstock.broker;

import static io.penstock.broker.BrokerStartupException.Reason.BROKER_FAILED;
import static io.penstock.broker.BrokerStartupException.Reason.DATA_DIRECTORY_UNUSABLE;
import static io.penstock.broker.BrokerStartupException.Reason.PORT_IN_USE;

import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running single-node Kafka cluster in this process, its data in a directory that outlives it.
 *
 * <p>Acknowledged records survive {@code kill -9}; they survive power loss only with
 * {@link BrokerSettings#flushEveryMessage()}.
 */
public final class EmbeddedBroker implements AutoCloseable {
    /** Longest {@link #close()} waits. Past it the logs are left as they are and the next start recovers them. */
    public static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final int NODE_ID = 1;
    private static final Set<String> ESSENTIAL = Set.of(
            "node.id",
            "process.roles",
            "listeners",
            "advertised.listeners",
            "controller.listener.names",
            "controller.quorum.voters",
            "inter.broker.listener.name",
            "listener.security.protocol.map",
            "log.dir",
            "log.dirs",
            "metadata.log.dir");
    private static final String ALL_INTERFACES = "0.0.0.0";

    private final String bootstrapServers;
    private final int port;
    private final DataDirectory directory;
    private final Faults faults;
    private final EmbeddedNode node;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedBroker(Listener clients, DataDirectory directory, Faults faults, EmbeddedNode node) {
        this.bootstrapServers = Listener.LOOPBACK + ":" + clients.port();
        this.port = clients.port();
        this.directory = directory;
        this.faults = faults;
        this.node = node;
    }

    /**
     * Returns when the broker takes requests.
     *
     * @param onFault called at most once, on a thread of Kafka's, when the broker has failed for good; must not block
     * @throws BrokerStartupException when it cannot start; nothing is left running or locked
     */
    public static EmbeddedBroker start(BrokerSettings settings, Consumer<BrokerFault> onFault) {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            DataDirectory directory = DataDirectory.open(settings.dataDirectory());
            opened.push(directory);
            format(directory);
            Listener clients = bindClients(settings);
            opened.push(clients);
            Listener quorum = Listener.bind(Listener.LOOPBACK, 0);
            opened.push(quorum);
            Faults faults = Faults.handTo(onFault);
            opened.push(faults);
            EmbeddedNode node = EmbeddedNode.create(
                    properties(settings, directory, clients, quorum),
                    Map.of(NodeProperties.CLIENTS, clients, NodeProperties.CONTROLLER, quorum),
                    faults);
            opened.push(node::stop);
            node.start();
            return new EmbeddedBroker(clients, directory, faults, node);
        } catch (BrokerStartupException e) {
            closeAll(opened);
            throw e;
        } catch (Exception e) {
            closeAll(opened);
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new BrokerStartupException(BROKER_FAILED, "The embedded broker cannot start: " + e.getMessage(), e);
        }
    }

    /** Where clients of this machine connect, as {@code host:port}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Port of the Kafka listener, never 0. */
    public int port() {
        return port;
    }

    /** Made when the data directory was; the same at every start. */
    public String clusterId() {
        return directory.clusterId();
    }

    /**
     * Stops taking requests, flushes, marks the logs clean and gives the directory up. Close clients first. Takes at most
     * {@link #CLOSE_TIMEOUT}; when that is not enough the directory stays locked until the process ends.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        faults.close();
        Thread stopping =
                Thread.ofPlatform().daemon().name("penstock-broker-stop").start(this::stop);
        try {
            if (!stopping.join(CLOSE_TIMEOUT)) {
                LOG.warn("The broker has not stopped in {}: its logs are recovered at the next start", CLOSE_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop() {
        try {
            node.stop();
        } catch (RuntimeException e) {
            LOG.warn("The broker did not stop in an orderly way: its logs are recovered at the next start", e);
        } finally {
            directory.close();
        }
    }

    private static void format(DataDirectory directory) {
        try {
            EmbeddedNode.format(NODE_ID, directory.clusterId(), directory.kafka());
            directory.requireOwn(EmbeddedNode.clusterOf(directory.kafka()));
        } catch (BrokerStartupException e) {
            throw e;
        } catch (Exception e) {
            throw new BrokerStartupException(
                    DATA_DIRECTORY_UNUSABLE,
                    "The broker's directory %s cannot be used: %s".formatted(directory.kafka(), e.getMessage()),
                    e);
        }
    }

    private static Listener bindClients(BrokerSettings settings) throws IOException {
        try {
            return Listener.bind(
                    settings.advertisedHost().isPresent() ? ALL_INTERFACES : Listener.LOOPBACK, settings.port());
        } catch (BindException e) {
            throw new BrokerStartupException(
                    PORT_IN_USE,
                    "The broker cannot listen on port %d: %s. Choose another port, or 0 for a free one."
                            .formatted(settings.port(), e.getMessage()),
                    e);
        }
    }

    private static Map<String, String> properties(
            BrokerSettings settings, DataDirectory directory, Listener clients, Listener quorum) {
        Map<String, String> properties = NodeProperties.singleNode(NODE_ID, directory.kafka());
        properties.put(
                "listeners",
                "%s://%s,%s://%s"
                        .formatted(
                                NodeProperties.CLIENTS,
                                clients.address(),
                                NodeProperties.CONTROLLER,
                                quorum.address()));
        properties.put(
                "advertised.listeners",
                "%s://%s:%d"
                        .formatted(
                                NodeProperties.CLIENTS,
                                settings.advertisedHost().orElse(Listener.LOOPBACK),
                                clients.port()));
        // Static voters are read from here at every start, so the controller's port need not stay the same.
        properties.put("controller.quorum.voters", NODE_ID + "@" + quorum.address());
        if (settings.flushEveryMessage()) {
            properties.put("log.flush.interval.messages", "1");
        }
        // What is chosen above hangs together; changing a part of it only breaks the start in an obscure way.
        for (String name : settings.properties().keySet()) {
            if (ESSENTIAL.contains(name)) {
                throw new BrokerStartupException(
                        BROKER_FAILED, "The embedded broker's property %s cannot be changed.".formatted(name), null);
            }
        }
        properties.putAll(settings.properties());
        return properties;
    }

    private static void closeAll(Deque<AutoCloseable> opened) {
        for (AutoCloseable each : opened) {
            try {
                each.close();
            } catch (Exception e) {
                LOG.debug("While giving up the start", e);
            }
        }
    }
}
