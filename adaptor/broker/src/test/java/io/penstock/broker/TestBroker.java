package io.penstock.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An {@link EmbeddedBroker} on a temporary directory. Tests share one per JVM through {@link EmbeddedBrokerExtension} and
 * keep apart by using topics and groups of their own; a test that breaks its broker starts its own.
 */
public final class TestBroker implements AutoCloseable {
    private final Path directory;
    private final EmbeddedBroker broker;
    private final AtomicReference<@Nullable BrokerFault> fault;

    private TestBroker(Path directory, EmbeddedBroker broker, AtomicReference<@Nullable BrokerFault> fault) {
        this.directory = directory;
        this.broker = broker;
        this.fault = fault;
    }

    /** Starts a broker of its own; close it. */
    public static TestBroker start() {
        try {
            Path directory = Files.createTempDirectory("penstock-broker");
            AtomicReference<@Nullable BrokerFault> fault = new AtomicReference<>();
            return new TestBroker(directory, EmbeddedBroker.start(BrokerSettings.in(directory), fault::set), fault);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    public EmbeddedBroker broker() {
        return broker;
    }

    /** Stops the broker and deletes its data. Throws when the broker failed meanwhile. */
    @Override
    public void close() {
        broker.close();
        deleteTree(directory);
        BrokerFault seen = fault.get();
        if (seen != null) {
            throw new IllegalStateException(
                    "The test broker failed: " + seen.component() + ": " + seen.message(), seen.cause());
        }
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
