package io.penstock.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import io.penstock.server.manage.CallRecorder;
import io.penstock.server.settings.LoggingSettings;
import io.penstock.server.settings.LoggingSettings.Format;
import io.penstock.server.settings.Settings;
import org.slf4j.LoggerFactory;

/** Sets logging up, in code: no file to find and to parse at start. */
public final class Logging {

    private Logging() {}

    /** Replaces whatever logback was configured with. */
    public static void configure(Settings all) {
        LoggingSettings settings = all.logging();
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        context.reset();
        Console console = new Console(CallRecorder.ACCESS);
        console.setContext(context);
        console.setEncoder(encoder(context, settings.format()));
        console.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(console);
        // Kafka, Jetty, Javalin and the SDK: what an operator must act on is a warning there.
        root.setLevel(Level.WARN);
        if (all.bootstrapServers().isEmpty()) {
            // Retries while topics are being made and while the broker stops, which the clients live with; a broker
            // beside them has no
            // network to warn of.
            context.getLogger("org.apache.kafka.clients.producer.internals.Sender")
                    .setLevel(Level.ERROR);
            context.getLogger("org.apache.kafka.clients.NetworkClient").setLevel(Level.ERROR);
        }
        // Warns of every first start on an empty directory.
        context.getLogger("org.apache.kafka.controller.QuorumController").setLevel(Level.ERROR);
        // Warns of every retry while a topic is new or its leader moves; what is not acknowledged in the end is an
        // error.
        context.getLogger("org.apache.kafka.clients.producer.internals.Sender").setLevel(Level.ERROR);
        // Warns when an answer comes after a reader has moved on, which every replay of a shard does.
        context.getLogger("org.apache.kafka.clients.consumer.internals.OffsetFetcherUtils")
                .setLevel(Level.ERROR);
        // Calls it an error that a topic is gone, as it is while a queue is being deleted.
        context.getLogger("org.apache.kafka.clients.admin.internals.PartitionLeaderStrategy")
                .setLevel(Level.OFF);
        // Warn of what a client sends; that is answered with a 4xx and counted.
        context.getLogger("org.eclipse.jetty.util.HostPort").setLevel(Level.ERROR);
        context.getLogger("org.eclipse.jetty.http.HttpParser").setLevel(Level.ERROR);
        context.getLogger("io.penstock").setLevel(Level.toLevel(settings.level().name()));
        context.getLogger(CallRecorder.ACCESS).setLevel(settings.access() ? Level.INFO : Level.ERROR);
        settings.loggers().forEach((name, level) -> context.getLogger(name).setLevel(Level.toLevel(level, Level.INFO)));
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, Format format) {
        EncoderBase<ILoggingEvent> lines = switch (format) {
            case JSON -> new JsonLines();
            case TEXT -> new TextLines();
        };
        lines.setContext(context);
        lines.start();
        return lines;
    }
}
