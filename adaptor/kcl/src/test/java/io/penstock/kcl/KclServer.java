package io.penstock.kcl;

import io.penstock.clients.Environment;
import io.penstock.clients.KinesisSdk;
import io.penstock.clients.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The server as it is packaged, one for all tests. */
record KclServer(ServerProcess process, Path directory) implements AutoCloseable {

    private static final Path JARS = Path.of("..", "server", "target", "penstock", "lib");

    /** Starts it with the first test that asks and ends it after the last. */
    static final class Shared implements ParameterResolver {

        private static final Namespace NAMESPACE = Namespace.create(Shared.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == KclServer.class;
        }

        @Override
        public KclServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(NAMESPACE)
                    .computeIfAbsent(KclServer.class, type -> start(), KclServer.class);
        }
    }

    /** The directory of the jars that were packaged. */
    static Path jars() {
        if (!Files.exists(JARS.resolve("penstock-server.jar"))) {
            throw new IllegalStateException(
                    "no jars in " + JARS.normalize() + ": package adaptor/server first, as verify does");
        }
        return JARS;
    }

    private static KclServer start() {
        try {
            Path directory = Files.createTempDirectory("penstock-kcl");
            return new KclServer(ServerProcess.startPackaged(jars(), directory), directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI endpoint() {
        return process.endpoint();
    }

    /** All that leads an application to this server. */
    Map<String, String> environment() {
        return Environment.of(endpoint());
    }

    /** A client that does not repeat calls, and a stream. */
    KinesisClient createStream(String name, int shards) {
        KinesisClient kinesis = KinesisSdk.once(endpoint());
        kinesis.createStream(r -> r.streamName(name).shardCount(shards));
        kinesis.waiter().waitUntilStreamExists(r -> r.streamName(name));
        return kinesis;
    }

    @Override
    public void close() {
        process.close();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
