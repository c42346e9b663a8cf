package io.penstock.clients;

import io.penstock.server.Penstock;
import io.penstock.server.settings.SettingsLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.AwsClient;

/** A server with an embedded broker on free ports and a temporary directory. {@link SharedServer} gives tests the one of their JVM. */
final class TestServer implements AutoCloseable {

    private final Path directory;
    private final Penstock penstock;

    private TestServer(Path directory, Penstock penstock) {
        this.directory = directory;
        this.penstock = penstock;
    }

    static TestServer start() {
        return start(Map.of());
    }

    /** With settings of its own. */
    static TestServer start(Map<String, String> more) {
        try {
            Path directory = Files.createTempDirectory("penstock-clients");
            Map<String, String> settings = new HashMap<>(more);
            settings.putAll(Map.of("http.port", "0", "management.port", "0", "data-dir", directory.toString()));
            return new TestServer(
                    directory,
                    Penstock.start(
                            new SettingsLoader(Map.of()).commandLine(settings).load()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI endpoint() {
        return URI.create(penstock.endpoint());
    }

    /** Where plain Kafka clients connect. */
    String bootstrapServers() {
        return penstock.bootstrapServers();
    }

    /** A client without HTTP. */
    <C extends AwsClient> C inProcess(Class<C> type) {
        return penstock.client(type);
    }

    @Override
    public void close() {
        penstock.close();
        deleteTree(directory);
    }

    static void deleteTree(Path root) {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
