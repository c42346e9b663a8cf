package io.penstock.server;

import io.penstock.broker.BrokerFault;
import io.penstock.broker.EmbeddedBroker;
import io.penstock.log.Cluster;
import io.penstock.log.Startup;
import io.penstock.log.shard.InPlace;
import io.penstock.server.edge.Edge;
import io.penstock.server.edge.Exchange;
import io.penstock.server.edge.Pipeline;
import io.penstock.server.edge.Refusals;
import io.penstock.server.edge.Stages;
import io.penstock.server.introspect.Pages;
import io.penstock.server.introspect.SnsCertificates;
import io.penstock.server.introspect.SqsMessages;
import io.penstock.server.manage.CallRecorder;
import io.penstock.server.manage.ClusterChecks;
import io.penstock.server.manage.ClusterMeters;
import io.penstock.server.manage.DeliveryMeters;
import io.penstock.server.manage.Health;
import io.penstock.server.manage.Management;
import io.penstock.server.manage.Metrics;
import io.penstock.server.manage.ScheduleMeters;
import io.penstock.server.manage.StreamGauges;
import io.penstock.server.settings.Settings;
import io.penstock.server.settings.SettingsException;
import io.penstock.streams.runtime.StreamsRuntime;
import io.penstock.wire.DeveloperCallers;
import io.penstock.wire.HttpResponse;
import io.penstock.wire.WireLimits;
import io.penstock.wire.WireSettings;
import io.penstock.wire.dispatch.WireDispatcher;
import io.penstock.wire.inprocess.InProcessClients;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.AwsClient;

/**
 * A running Penstock. Java applications embed it:
 *
 * {@snippet :
 * try (Penstock penstock = Penstock.start(Settings.defaults())) {
 *     SqsClient client = penstock.client(SqsClient.class);
 * }
 * }
 */
public final class Penstock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Penstock.class);

    private final Settings settings;
    private final InstantSource clock;
    private final Health health = new Health();
    private final Metrics metrics = new Metrics();
    private final CallRecorder calls = new CallRecorder(metrics.registry());
    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private final AtomicReference<@Nullable WireDispatcher> dispatcher = new AtomicReference<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Closed last to first. */
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    private volatile @Nullable SqsMessages messages;
    private volatile @Nullable SnsCertificates certificates;
    private @Nullable Edge edge;
    private @Nullable Management management;
    private @Nullable InProcessClients clients;
    private String bootstrapServers = "";

    private Penstock(Settings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Starts everything and returns when requests are served. With a Kafka that is there already it waits for that Kafka as long as it takes; an interrupt ends
     * it.
     *
     * @throws SettingsException when a setting cannot be used, for example a port that is taken
     * @throws io.penstock.broker.BrokerStartupException when the embedded broker cannot start
     * @throws io.penstock.log.UnusableKafkaException when Kafka refuses this node and waiting would not help
     */
    public static Penstock start(Settings settings) {
        return start(settings, new SteadyClock(InstantSource.system(), System::nanoTime));
    }

    /** As {@link #start(Settings)}, with a clock of its own for what AWS counts in time. Kafka keeps the system's: records are stamped with it. */
    static Penstock start(Settings settings, InstantSource clock) {
        Penstock penstock = new Penstock(settings, clock);
        try {
            penstock.open();
            return penstock;
        } catch (RuntimeException e) {
            penstock.close();
            throw e;
        }
    }

    private void open() {
        WireSettings wire = wire();
        // The edge listens at once, so that a port that is taken shows before Kafka has started, and beside it, because
        // it costs as long.
        CompletableFuture<Void> listening = CompletableFuture.runAsync(this::listen, Threads.starter("edge"));
        Cluster cluster;
        Services services;
        try {
            bootstrapServers = settings.bootstrapServers().orElseGet(this::startBroker);
            if (listening.isCompletedExceptionally()) {
                Threads.join(listening);
            }
            NodeDisk disk = new NodeDisk(settings.dataDir());
            onClose(disk);
            cluster = Cluster.open(
                    ClusterPlan.of(settings, bootstrapServers),
                    clock,
                    new SecureRandom(),
                    new Startup(health::waiting, failure));
            onClose(cluster);
            services = Services.create(settings, cluster, disk, wire, this::endpoint);
            onClose(services.outside());
            onClose(services.destinations());
            cluster.start();
        } finally {
            Threads.join(listening);
        }
        ClusterMeters.add(metrics, cluster);
        StreamGauges.add(metrics, services.kinesis());
        ScheduleMeters.add(metrics, services.scheduler().meters());
        DeliveryMeters.add(metrics, services.deliveries().undelivered());
        new Settling(ClusterChecks.of(cluster), cluster::health, health::waiting).await(failure::isDone);
        clients = new InProcessClients(services.definitions(), wire);
        messages = services.messages();
        certificates = new SnsCertificates(services.sns());
        dispatcher.set(new WireDispatcher(services.definitions(), wire));
        health.running(ClusterChecks.of(cluster));
        if (settings.streams().enabled()) {
            startStreams(services);
        }
    }

    private void startStreams(Services services) {
        StreamsRuntime fanOut = FanOuts.sns(settings, bootstrapServers, endpoint());
        onClose(fanOut);
        services.sns().onTopic(fanOut::start);
        StreamsRuntime routing = FanOuts.events(settings, bootstrapServers);
        onClose(routing);
        services.events().onRule(routing::start);
    }

    private WireSettings wire() {
        // Drawn from the calling thread's generator: the one of RandomGenerator that threads share is a lock.
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        WireLimits limits = new WireLimits(
                settings.http().maxBody().asInt(), WireLimits.DEFAULT.depth(), WireLimits.DEFAULT.parameters());
        return new WireSettings(
                new DeveloperCallers(settings.account(), settings.region(), settings.accountFromAwsKeys()),
                clock,
                random,
                limits,
                calls);
    }

    private String startBroker() {
        io.penstock.broker.BrokerSettings broker = new io.penstock.broker.BrokerSettings(
                settings.dataDir(),
                settings.broker().port(),
                settings.broker().advertisedHost(),
                settings.broker().flushEveryMessage(),
                settings.broker().properties());
        EmbeddedBroker running = EmbeddedBroker.start(broker, this::brokerFailed);
        onClose(running);
        return running.bootstrapServers();
    }

    private void brokerFailed(BrokerFault fault) {
        LOG.atError()
                .setCause(fault.cause())
                .addKeyValue("component", fault.component())
                .log("the embedded broker has failed: {}", fault.message());
        health.failed("the embedded broker has failed: " + fault.message());
        failure.complete(fault.message());
    }

    private void listen() {
        Management operators = Management.start(settings.management(), health, metrics);
        management = operators;
        onClose(operators);
        Refusals refusals = new Refusals(() -> ThreadLocalRandom.current().nextLong());
        Pages pages =
                new Pages(new Pages.Facts(Version.CURRENT, Services.NAMES, health, settings.describe(), calls::usage));
        Pipeline pipeline = new Pipeline(
                List.of(
                        Stages.pages(pages),
                        Stages.admission(settings.http().maxRequests()),
                        Stages.available(this::unavailable),
                        this::servicePages,
                        (exchange, next) -> InPlace.allowed(() -> next.serve(exchange)),
                        Stages.dispatch(this::dispatcher)),
                refusals);
        Edge listening = Edge.start(
                settings.http(),
                settings.tls(),
                settings.dataDir(),
                new Edge.Parts(pipeline, refusals, (status, request) -> calls.malformed(status)));
        edge = listening;
        metrics.gauge("penstock.http.requests.active", "Requests in progress", listening::requestsInProgress);
        metrics.gauge("penstock.http.body.bytes", "Bytes of request bodies held", listening::bodyBytesHeld);
        metrics.gauge(
                "penstock.http.answer.bytes",
                "Bytes of answers that clients have not read yet",
                listening::answerBytesHeld);
        metrics.gauge(
                "penstock.http.answers.cut",
                "Clients cut off since the start because they read too slowly",
                listening::answersCut);
    }

    private HttpResponse servicePages(Exchange exchange, Pipeline.Next next) throws InterruptedException {
        SnsCertificates certified = certificates;
        Optional<HttpResponse> certificate = certified == null ? Optional.empty() : certified.serve(exchange);
        if (certificate.isPresent()) {
            return certificate.get();
        }
        SqsMessages peeking = messages;
        Optional<HttpResponse> page = peeking == null ? Optional.empty() : peeking.serve(exchange);
        return page.isPresent() ? page.get() : next.serve(exchange);
    }

    private Optional<String> unavailable() {
        return dispatcher.get() == null ? Optional.of("it is still starting") : Optional.empty();
    }

    private WireDispatcher dispatcher() {
        WireDispatcher ready = dispatcher.get();
        if (ready == null) {
            throw new IllegalStateException("a request was let in before there is a dispatcher");
        }
        return ready;
    }

    private void onClose(AutoCloseable part) {
        synchronized (started) {
            started.push(part);
        }
    }

    /** The port that speaks AWS, never 0. */
    public int port() {
        if (edge == null) {
            throw new IllegalStateException("not started");
        }
        return edge.port();
    }

    /** The operators' port, never 0. */
    public int managementPort() {
        if (management == null) {
            throw new IllegalStateException("not started");
        }
        return management.port();
    }

    /** What AWS clients take as endpoint. */
    public String endpoint() {
        String host = settings.http().host();
        boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
        return "http://" + (everywhere ? "localhost" : host) + ":" + port();
    }

    /** Where Kafka's own clients connect. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    public Settings settings() {
        return settings;
    }

    /**
     * A client that calls the operations in this process, without HTTP.
     *
     * @param type the SDK's client interface, synchronous or asynchronous
     * @throws IllegalArgumentException when no service served has such a client
     */
    public <C extends AwsClient> C client(Class<C> type) {
        if (clients == null) {
            throw new IllegalStateException("not started");
        }
        return clients.client(type, endpoint());
    }

    /** Completes with the reason when the process cannot go on: what then helps is to close it and to start anew. */
    public CompletableFuture<String> failure() {
        return failure.copy();
    }

    /** Ends long polls, finishes requests in progress, and stops Kafka last. Takes at most about a minute. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        health.stopping();
        // Before what its requests need, although it listened first.
        if (edge != null) {
            close(edge);
        }
        for (AutoCloseable part = next(); part != null; part = next()) {
            close(part);
        }
        metrics.close();
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.atWarn().setCause(e).log("a part did not stop in an orderly way");
        }
    }

    private @Nullable AutoCloseable next() {
        synchronized (started) {
            return started.poll();
        }
    }
}
