package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs other people's programs, with the environment that {@code penstock env} prints, bounded in time. */
final class Program {

    /**
     * How a program ended.
     *
     * @param output both streams
     */
    record Ended(int code, String output) {

        /** What it printed, provided that it succeeded. */
        String succeeded() {
            assertThat(code).as(output).isZero();
            return output;
        }
    }

    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();

    Program(Path directory) {
        this.directory = directory;
    }

    /** Points AWS's tools at a server. */
    Program with(TestServer server) {
        environment.putAll(Environment.of(server.endpoint()));
        return with("AWS_MAX_ATTEMPTS", "1").with("AWS_PAGER", "");
    }

    Program with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Ended run(Duration limit, String... command) {
        try {
            Path output = Files.createTempFile(directory, "output", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            try {
                boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
                String text = Files.readString(output, StandardCharsets.UTF_8);
                return ended
                        ? new Ended(process.exitValue(), text)
                        : new Ended(-1, text + "\n(ended by the test after " + limit + ")");
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Skips the test when a probe such as {@code aws --version} does not succeed. */
    void assumeInstalled(String what, String... probe) {
        assumeTrue(works(probe), () -> what + " is not installed here (" + List.of(probe) + "): its test is skipped");
    }

    private boolean works(String... probe) {
        try {
            return run(Duration.ofSeconds(30), probe).code() == 0;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** Copies a test resource beside the programs' working directory and returns its place. */
    Path resource(String name) {
        try (var stream = Program.class.getResourceAsStream("/clients/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("no test resource /clients/" + name);
            }
            Path copy = directory.resolve(name);
            Files.write(copy, stream.readAllBytes());
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
