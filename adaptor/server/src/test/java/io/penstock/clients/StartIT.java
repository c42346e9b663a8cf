package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * How long the launcher takes to a server that is ready, with its start-up cache, and how much memory that server has. The goals are 2.5 s and 400 MB on two
 * cores that do nothing else; the bound of the time is wide, for cores that do.
 */
@Timeout(600)
final class StartIT {

    private static final Path JARS = Path.of("target", "penstock", "lib").toAbsolutePath();
    private static final Duration READY = Duration.ofMillis(5 * 2_500);
    private static final long RESIDENT_KIB = 400_000_000 / 1024;

    @TempDir
    private Path directory;

    /** A server that has said that it is ready. */
    private record Started(Process process, URI endpoint, Duration took) implements AutoCloseable {

        long residentKib() throws IOException {
            return kib("VmRSS:");
        }

        long largestKib() throws IOException {
            return kib("VmHWM:");
        }

        private long kib(String name) throws IOException {
            try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
                return lines.filter(line -> line.startsWith(name))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow();
            }
        }

        @Override
        public void close() {
            // By its handle: Process.destroy would close the output under its reader.
            process.toHandle().destroy();
            process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
        }
    }

    private Started start(String data, String... jvmOptions) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Distribution.shared(JARS).toString(),
                        "--port",
                        "0",
                        "--management-port",
                        "0",
                        "--data-dir",
                        directory.resolve(data).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeIf(name -> name.startsWith("PENSTOCK_") || name.startsWith("JDK_"));
        builder.environment().put("PENSTOCK_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("PENSTOCK_JAVA_OPTS", String.join(" ", jvmOptions));
        long begin = System.nanoTime();
        Process process = builder.start();
        try {
            // Not here: nothing ends the reading of a pipe early.
            return CompletableFuture.supplyAsync(() -> awaitReady(process, begin), Thread::startVirtualThread)
                    .get(ServerProcess.START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            process.toHandle().destroyForcibly();
            throw new IllegalStateException("the server did not get ready", e);
        }
    }

    private static Started awaitReady(Process process, long begin) {
        BufferedReader output = process.inputReader();
        Duration took = Duration.ZERO;
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.contains("Ready.")) {
                    took = Duration.ofNanos(System.nanoTime() - begin);
                }
                if (line.strip().startsWith("AWS endpoint")) {
                    Thread.ofVirtual().start(() -> output.lines().forEach(ignored -> {}));
                    return new Started(process, URI.create(line.strip().split("\\s+")[2]), took);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("the server ended before it was ready");
    }

    @Test
    void with_its_cache_a_server_is_ready_soon_and_stays_small() throws Exception {
        assumeThat(Path.of("/proc/self/status")).as("memory is read from /proc").exists();
        try (Started _ = start("first")) {
            // Whoever comes first with these jars makes the cache, and everybody else's launcher waits for it.
            assertThat(Distribution.shared(JARS).resolveSibling("penstock.aot"))
                    .as("the start-up cache; penstock.aot.log beside it tells why there is none")
                    .exists();
        }
        // It ends with an error where the cache cannot be used.
        try (Started server = start("data", "-XX:AOTMode=on");
                SqsClient sqs = Sdk.sync(server.endpoint())) {
            long ready = server.residentKib();
            String url = sqs.createQueue(create -> create.queueName("small")).queueUrl();
            sqs.sendMessage(send -> send.queueUrl(url).messageBody("one"));
            assertThat(sqs.receiveMessage(receive -> receive.queueUrl(url).waitTimeSeconds(20))
                            .messages())
                    .hasSize(1);
            System.out.printf(
                    "StartIT: ready after %,d ms with the start-up cache; resident %,d MB then, %,d MB after a first message, %,d MB at most%n",
                    server.took().toMillis(),
                    megabytes(ready),
                    megabytes(server.residentKib()),
                    megabytes(server.largestKib()));
            assertThat(server.took()).isBetween(Duration.ofMillis(1), READY);
            assertThat(server.residentKib()).isLessThan(RESIDENT_KIB);
        }
    }

    private static long megabytes(long kib) {
        return kib * 1024 / 1_000_000;
    }
}
