package io.penstock.server.edge;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.penstock.server.settings.HttpSettings;
import io.penstock.server.settings.SettingsException;
import io.penstock.server.settings.TlsSettings;
import io.penstock.wire.Headers;
import io.penstock.wire.HttpResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.LowResourceMonitor;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening edge. Javalin carries one handler, which serves every method and path by the {@link Pipeline}. */
public final class Edge implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Edge.class);
    private static final Duration SWEEP = Duration.ofMillis(50);

    /** Selectors and acceptors; requests run on virtual threads. */
    private static final int PLATFORM_THREADS = 32;

    /**
     * What the edge is made of.
     *
     * @param pipeline serves each request
     * @param refusals answers what is not HTTP
     * @param malformed told the status of each request that was not HTTP
     */
    public record Parts(Pipeline pipeline, Refusals refusals, BiConsumer<Integer, Request> malformed) {}

    private final HttpSettings settings;
    private final SslContextFactory.@Nullable Server tls;
    private final Parts parts;
    private final BodyBudget budget;
    private final AnswerBudget answers;
    private final Calls calls = new Calls(SWEEP);
    private final ScheduledExecutorService sweeper;
    private final Javalin javalin;
    private final List<ServerConnector> connectors = new ArrayList<>();

    private Edge(HttpSettings settings, Parts parts, SslContextFactory.@Nullable Server tls) {
        this.settings = settings;
        this.tls = tls;
        this.parts = parts;
        this.budget = new BodyBudget(settings.maxBodies().bytes());
        this.answers = new AnswerBudget(settings.maxAnswers().bytes());
        this.sweeper = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("penstock-edge-sweep").factory());
        this.javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.startupWatcherEnabled = false;
            config.http.compressionStrategy = CompressionStrategy.NONE;
            config.jetty.threadPool = threads();
            config.jetty.modifyServletContextHandler(handler -> {
                handler.getServletHandler().setDecodeAmbiguousURIs(true);
                handler.setErrorHandler(new ErrorPage(parts.refusals(), parts.malformed()));
            });
            config.jetty.modifyServer(this::configure);
            config.routes.before(context -> {
                handle(context.req(), context.res());
                context.skipRemainingHandlers();
            });
        });
    }

    /**
     * Listens.
     *
     * @param dataDir where a generated certificate is kept
     * @throws SettingsException when the port is taken or the certificate cannot be used
     */
    public static Edge start(HttpSettings settings, TlsSettings tls, Path dataDir, Parts parts) {
        Edge edge = new Edge(settings, parts, tls.enabled() ? Tls.context(tls, dataDir) : null);
        edge.listen();
        return edge;
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool pool = new QueuedThreadPool(PLATFORM_THREADS);
        pool.setName("penstock-edge");
        pool.setDaemon(true);
        pool.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("edge-"));
        return pool;
    }

    private void configure(Server server) {
        // It closes connections when platform threads run low, which says nothing where requests run on virtual ones.
        server.getBeans(LowResourceMonitor.class).forEach(server::removeBean);
        server.setErrorHandler(new ErrorPage(parts.refusals(), parts.malformed()));
        server.setStopTimeout(0);
        HttpConfiguration http = Connectors.configuration(settings);
        addresses(settings.host()).forEach(address -> addConnector(server, http, address));
        server.addBean(new NetworkConnectionLimit(settings.maxConnections(), server));
    }

    private static List<InetAddress> addresses(String host) {
        try {
            if (host.equals("localhost")) {
                return List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));
            }
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            throw new SettingsException("http.host: " + host + " is no address of this machine", e);
        }
    }

    /** Opened here, so that the second address takes the port that the first one was given. */
    private void addConnector(Server server, HttpConfiguration http, InetAddress address) {
        ServerConnector connector = Connectors.connector(server, http, settings, tls);
        connector.setHost(address.getHostAddress());
        connector.setPort(connectors.isEmpty() ? settings.port() : port());
        try {
            connector.open();
        } catch (IOException e) {
            if (connectors.isEmpty()) {
                throw new SettingsException(
                        "http.port: cannot listen on " + address.getHostAddress() + ":" + settings.port() + ": "
                                + e.getMessage() + "; choose another port with --port, or 0 for a free one",
                        e);
            }
            LOG.atDebug().addKeyValue("address", address).log("not listening there: {}", e.getMessage());
            return;
        }
        connectors.add(connector);
        server.addConnector(connector);
    }

    private void listen() {
        javalin.start();
        sweeper.scheduleWithFixedDelay(calls::sweep, SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void handle(HttpServletRequest servletRequest, HttpServletResponse out) throws IOException {
        Request request = ServletContextRequest.getServletContextRequest(servletRequest);
        try (Calls.Call call = calls.begin(request);
                BodyReader reader = new BodyReader(request, settings, budget)) {
            request.addIdleTimeoutListener(expired -> false);
            HttpResponse response = parts.pipeline().serve(new JettyExchange(request, reader, call));
            write(response, request, out);
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("a client left before its response");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            out.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }

    private void write(HttpResponse response, Request request, HttpServletResponse out)
            throws IOException, InterruptedException {
        out.setStatus(response.status());
        // Javalin starts every response as text/plain.
        out.setContentType(null);
        for (Headers.Header field : response.headers().fields()) {
            if (field.name().equalsIgnoreCase("Date")) {
                // Jetty has put its own already.
                out.setHeader(field.name(), field.value());
            } else {
                out.addHeader(field.name(), field.value());
            }
        }
        switch (response.body()) {
            case HttpResponse.Bytes(byte[] content) -> {
                out.setContentLength(content.length);
                new AnswerWriter(out.getOutputStream(), answers, request).write(content);
            }
            case HttpResponse.Stream(HttpResponse.BodyWriter writer) -> {
                out.flushBuffer();
                try (OutputStream stream = new AnswerWriter(out.getOutputStream(), answers, request)) {
                    writer.writeTo(stream);
                }
            }
        }
    }

    /** The port that is listened on, never 0. */
    public int port() {
        return connectors.getFirst().getLocalPort();
    }

    /** Requests in progress. */
    public int requestsInProgress() {
        return calls.count();
    }

    /** Bytes of request bodies held. */
    public long bodyBytesHeld() {
        return budget.held();
    }

    /** Bytes of answers that clients have not read yet. */
    public long answerBytesHeld() {
        return answers.held();
    }

    /** Clients cut off because they read too slowly and others needed the memory. */
    public long answersCut() {
        return answers.cut();
    }

    /** Stops accepting, ends long polls, lets requests in progress finish within the bound of the settings, and closes. */
    @Override
    public void close() {
        for (ServerConnector connector : connectors) {
            connector.shutdown();
        }
        calls.stop();
        if (!calls.awaitNone(settings.shutdownTimeout())) {
            LOG.atWarn().addKeyValue("requests", calls.count()).log("requests did not finish in time and are cut off");
        }
        sweeper.shutdownNow();
        javalin.stop();
    }
}
