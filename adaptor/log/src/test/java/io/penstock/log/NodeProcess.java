package io.penstock.log;

import io.penstock.kernel.ledger.Ledger;
import io.penstock.kernel.machine.Companion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A node in a process of its own, to be killed without a word. */
final class NodeProcess implements AutoCloseable {

    private static final String READY = "node ready";

    private final Process process;

    private NodeProcess(Process process) {
        this.process = process;
    }

    /** Returns when the node owns shards and all of those are live. */
    static NodeProcess start(LogSettings settings) {
        try {
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            NodeProcess.class.getName(),
                            settings.kafka().bootstrapServers(),
                            settings.topics().prefix()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            NodeProcess node = new NodeProcess(process);
            BufferedReader output = process.inputReader();
            String line = output.readLine();
            while (line != null && !line.equals(READY)) {
                line = output.readLine();
            }
            if (line == null) {
                node.close();
                throw new IllegalStateException("the node did not start");
            }
            // What it says from now on nobody reads, but a full pipe would stop it.
            Thread.ofVirtual().start(() -> output.lines().forEach(said -> {}));
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static LogSettings grouped(LogSettings base) {
        return base.withShards(new LogSettings.Shards(
                base.shards().count(),
                LogSettings.OwnershipMode.GROUP,
                Duration.ofSeconds(6),
                Duration.ofSeconds(15),
                LogSettings.ShardLimits.DEFAULT));
    }

    static Cluster start(LogSettings settings, Ledger ledger) {
        return start(settings, ledger, InstantSource.system());
    }

    static Cluster start(LogSettings settings, Ledger ledger, InstantSource clock) {
        Cluster cluster = Cluster.open(settings, clock, new SecureRandom());
        cluster.machines().register(ledger, self -> Companion.none());
        cluster.start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> cluster.health().shardsAssigned() > 0
                        && cluster.health().isReady());
        return cluster;
    }

    /** Arguments: bootstrap servers, prefix. Says so when it serves; ends when its input ends. */
    public static void main(String[] arguments) throws IOException {
        LogSettings base = LogSettings.embedded(arguments[0])
                .withTopics(new LogSettings.TopicDefaults(arguments[1], 1, 1, 1))
                .withShards(LogSettings.embedded(arguments[0]).shards().withCount(4));
        try (Cluster cluster = start(grouped(base), new Ledger())) {
            System.out.println(READY);
            while (System.in.read() >= 0 && cluster.health().shardsTotal() > 0) {
                // Until the parent is gone.
            }
        }
    }
}
