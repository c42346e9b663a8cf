package io.penstock.server.manage;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.http.Context;
import io.javalin.util.JavalinBindException;
import io.penstock.server.manage.Health.Finding;
import io.penstock.server.settings.ManagementSettings;
import io.penstock.server.settings.SettingsException;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.LowResourceMonitor;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The operators' port: {@code /metrics}, {@code /livez}, {@code /readyz}, {@code /startupz}. */
public final class Management implements AutoCloseable {

    private static final String OPEN_METRICS = "text/plain; version=0.0.4; charset=utf-8";
    private static final int PLATFORM_THREADS = 8;

    private final Health health;
    private final Metrics metrics;
    private final Javalin javalin;

    private Management(ManagementSettings settings, Health health, Metrics metrics) {
        this.health = health;
        this.metrics = metrics;
        this.javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.startupWatcherEnabled = false;
            config.http.compressionStrategy = CompressionStrategy.NONE;
            config.jetty.host = settings.host().equals("localhost") ? "127.0.0.1" : settings.host();
            config.jetty.port = settings.port();
            config.jetty.threadPool = threads();
            config.jetty.modifyServer(
                    server -> server.getBeans(LowResourceMonitor.class).forEach(server::removeBean));
            config.routes.get("/metrics", this::metrics);
            config.routes.get("/livez", context -> answer(context, this.health.isLive()));
            config.routes.get("/startupz", context -> answer(context, this.health.isStarted()));
            config.routes.get("/readyz", context -> answer(context, this.health.isReady()));
            config.routes.get("/", context -> context.result("/metrics\n/livez\n/readyz\n/startupz\n"));
        });
    }

    /**
     * Listens.
     *
     * @throws SettingsException when the port is taken
     */
    public static Management start(ManagementSettings settings, Health health, Metrics metrics) {
        Management management = new Management(settings, health, metrics);
        try {
            management.javalin.start();
        } catch (JavalinBindException e) {
            throw new SettingsException(
                    "management.port: cannot listen on " + settings.host() + ":" + settings.port()
                            + "; choose another port with --management-port, or 0 for a free one",
                    e);
        }
        return management;
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool pool = new QueuedThreadPool(PLATFORM_THREADS);
        pool.setName("penstock-management");
        pool.setDaemon(true);
        pool.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("management-"));
        return pool;
    }

    private void metrics(Context context) {
        context.contentType(OPEN_METRICS).result(metrics.scrape());
    }

    private void answer(Context context, boolean good) {
        String lines = health.findings().stream().map(Management::line).collect(Collectors.joining());
        context.status(good ? 200 : 503)
                .contentType("text/plain; charset=utf-8")
                .result((good ? "ok" : "not ok") + "\n" + lines);
    }

    private static String line(Finding finding) {
        return finding.name() + ": " + finding.problem().orElse("ok") + "\n";
    }

    /** The port that is listened on, never 0. */
    public int port() {
        return javalin.port();
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
