package io.penstock.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The topologies in a JVM of their own, to be killed. */
record StreamsProcess(Process process) implements AutoCloseable {

    /** @param more arguments of its own, each a name, {@code =} and a value */
    static StreamsProcess start(String bootstrapServers, Path stateDir, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.penstock.streams.StreamsMain",
                "bootstrap.servers=" + bootstrapServers,
                "state.dir=" + stateDir));
        command.addAll(List.of(more));
        try {
            return new StreamsProcess(new ProcessBuilder(command).inheritIO().start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9}, and its end. */
    void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("process " + process.pid() + " survives kill -9");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
