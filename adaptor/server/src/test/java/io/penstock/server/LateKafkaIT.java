package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.broker.TestCluster;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node in a process of its own starts on a Kafka that is not there, stands still, or is not for it. Its Kafka is the embedded broker of another process. */
@Timeout(240)
class LateKafkaIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> processes = new ArrayList<>();
    private final int management = freePort();

    @AfterEach
    void endProcesses() {
        http.shutdownNow();
        processes.forEach(Process::destroyForcibly);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError("no free port", e);
        }
    }

    private Process start(Path log, String... arguments) throws IOException {
        Process process = MainProcess.start(
                List.of(),
                log,
                Stream.concat(Stream.of("serve", "--port", "0"), Stream.of(arguments))
                        .toArray(String[]::new));
        processes.add(process);
        return process;
    }

    private Process broker(Path log, int port) throws IOException {
        return start(
                log,
                "--management-port",
                "0",
                "--data-dir",
                directory.resolve("kafka").toString(),
                "--set",
                "broker.port=" + port);
    }

    /** Its topics have a prefix: the broker's own process has some, too. */
    private Process node(Path log, String bootstrapServers, String... settings) throws IOException {
        Stream<String> all = Stream.concat(
                Stream.of(
                        "topics.prefix=node.",
                        "topics.replication-factor=1",
                        "topics.min-insync-replicas=1",
                        "cluster.shards=4"),
                Stream.of(settings));
        List<String> options = new ArrayList<>(List.of(
                "--management-port",
                Integer.toString(management),
                "--data-dir",
                directory.resolve("node").toString(),
                "--kafka-bootstrap-servers",
                bootstrapServers));
        all.forEach(setting -> options.addAll(List.of("--set", setting)));
        return start(log, options.toArray(String[]::new));
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new AssertionError("no log", e);
        }
    }

    private static void awaitReady(Path log) {
        await().atMost(PATIENCE).until(() -> read(log).contains("Ready."));
    }

    private HttpResponse<String> page(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + management + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Live, and not ready for this reason. */
    private void awaitWaiting(String reason) {
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(ConnectException.class)
                .untilAsserted(() -> {
                    HttpResponse<String> ready = page("/readyz");
                    assertThat(ready.statusCode()).isEqualTo(503);
                    assertThat(ready.body()).startsWith("not ok\nprocess: still starting, waiting for " + reason);
                    assertThat(page("/livez").statusCode()).isEqualTo(200);
                });
    }

    private static long times(Path log, String text) {
        return Pattern.compile(Pattern.quote(text)).matcher(read(log)).results().count();
    }

    private static void signal(Process process, String signal) throws Exception {
        Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    @Test
    void a_node_waits_for_a_broker_that_starts_later() throws Exception {
        int port = freePort();
        Path log = directory.resolve("node.log");
        Process node = node(log, "127.0.0.1:" + port);
        awaitWaiting("Kafka at 127.0.0.1:" + port + ": ");
        // Says so every few seconds.
        await().atMost(PATIENCE).until(() -> times(log, "waiting for Kafka kafka=\"127.0.0.1:" + port + "\"") >= 3);
        assertThat(node.isAlive()).isTrue();

        broker(directory.resolve("broker.log"), port);
        awaitReady(log);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(page("/readyz").statusCode()).isEqualTo(200));
        assertThat(read(log)).doesNotContain("Exception");
    }

    @Test
    void a_node_waits_for_a_broker_that_stands_still() throws Exception {
        int port = freePort();
        Path brokerLog = directory.resolve("broker.log");
        Process broker = broker(brokerLog, port);
        awaitReady(brokerLog);
        signal(broker, "-STOP");
        Path log = directory.resolve("node.log");
        node(log, "127.0.0.1:" + port);
        awaitWaiting("Kafka at 127.0.0.1:" + port + ": ");

        signal(broker, "-CONT");
        awaitReady(log);
    }

    /** Wherever the node's start is when the broker stands still. */
    @Test
    void a_node_goes_on_with_its_start_when_the_broker_does() throws Exception {
        int port = freePort();
        Path brokerLog = directory.resolve("broker.log");
        Process broker = broker(brokerLog, port);
        awaitReady(brokerLog);
        Path log = directory.resolve("node.log");
        node(log, "127.0.0.1:" + port);
        Path topic = directory.resolve("kafka").resolve("kafka").resolve("node.penstock.cluster-0");
        await().pollInterval(Duration.ofMillis(5)).atMost(PATIENCE).until(() -> Files.isDirectory(topic));
        signal(broker, "-STOP");
        assertThat(read(log)).doesNotContain("Ready.");
        await().atMost(PATIENCE).until(() -> times(log, "waiting ") >= 2);
        assertThat(page("/livez").statusCode()).isEqualTo(200);
        assertThat(page("/readyz").statusCode()).isEqualTo(503);

        signal(broker, "-CONT");
        awaitReady(log);
    }

    @Test
    void a_node_waits_for_the_group_that_deals_out_shards() throws Exception {
        // Without a second broker there is nowhere to keep the group.
        try (TestCluster brokers = TestCluster.start(2, Map.of("offsets.topic.replication.factor", "3"))) {
            Path log = directory.resolve("node.log");
            node(log, brokers.bootstrapServers());
            awaitWaiting("shards: not dealt out yet");
            // Longer than shards are given to be restored.
            await().atMost(PATIENCE)
                    .until(() -> times(log, "waiting to be ready missing=\"shards: not dealt out yet") >= 8);
            assertThat(read(log)).doesNotContain("Ready.");
        }
    }

    @Test
    void a_signal_ends_a_node_that_waits_at_once() throws Exception {
        Path log = directory.resolve("node.log");
        // A reserved name: no resolver knows it, as it is with containers that do not run yet.
        Process node = node(log, "kafka.invalid:9092");
        awaitWaiting("Kafka at kafka.invalid:9092: ");
        assertThat(read(log))
                .contains("waiting for Kafka kafka=\"kafka.invalid:9092\"", "No resolvable bootstrap urls");

        node.destroy();
        assertThat(node.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(node.exitValue()).isEqualTo(143);
    }

    @Test
    void what_will_never_get_better_ends_the_node_with_one_line() throws Exception {
        int port = freePort();
        Path brokerLog = directory.resolve("broker.log");
        broker(brokerLog, port);
        awaitReady(brokerLog);
        Path refused = directory.resolve("refused.log");
        Process unknown = node(
                refused,
                "127.0.0.1:" + port,
                "kafka.security.protocol=SASL_PLAINTEXT",
                "kafka.sasl.mechanism=PLAIN",
                "kafka.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"p\";");
        assertEnds(unknown, refused, Main.FAILED, "Kafka at 127.0.0.1:" + port + " cannot be used: ");

        Path wrong = directory.resolve("wrong.log");
        Process bad = node(wrong, "127.0.0.1:" + port, "kafka.security.protocol=NONE");
        assertEnds(bad, wrong, Main.USAGE, "security.protocol");
    }

    private static void assertEnds(Process process, Path log, int status, String said) throws Exception {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(status);
        assertThat(read(log).lines().filter(line -> line.startsWith("penstock: ")))
                .singleElement()
                .asString()
                .contains(said);
        assertThat(read(log)).doesNotContain("\tat ");
    }
}
