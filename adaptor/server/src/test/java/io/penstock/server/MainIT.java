package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line, in a process of its own. */
class MainIT {

    private static final Pattern ENDPOINT = Pattern.compile("AWS endpoint +(http://localhost:\\d+)");
    private static final Pattern METRICS = Pattern.compile("Management +(http://localhost:\\d+/metrics)");
    private static final Duration START = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endProcesses() {
        http.shutdownNow();
        processes.forEach(Process::destroyForcibly);
    }

    private Process start(Path log, String... arguments) throws IOException {
        Process process = MainProcess.start(signals(), log, arguments);
        processes.add(process);
        return process;
    }

    /** A test that runs in the background of a shell inherits that SIGINT is ignored; where {@code env} can, the server shall not. */
    private static List<String> signals() throws IOException {
        List<String> reset = List.of("env", "--default-signal=INT");
        List<String> probe = new ArrayList<>(reset);
        probe.add("true");
        Process process = new ProcessBuilder(probe)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.onExit().join().exitValue() == 0 ? reset : List.of();
    }

    private Process serve(Path log) throws IOException {
        return start(
                log,
                "serve",
                "--port",
                "0",
                "--management-port",
                "0",
                "--data-dir",
                directory.resolve("data").toString());
    }

    private static String ready(Path log) {
        await().atMost(START).until(() -> Files.readString(log).contains("Ready."));
        await().atMost(START).until(() -> Files.readString(log).contains("create-queue"));
        return read(log);
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new AssertionError("no log", e);
        }
    }

    @Test
    void a_signal_stops_the_server_in_an_orderly_way_and_the_next_one_takes_over() throws Exception {
        Path first = directory.resolve("first.log");
        Process process = serve(first);
        String said = ready(first);
        Matcher endpoint = ENDPOINT.matcher(said);

        assertThat(endpoint.find()).isTrue();
        assertThat(said).contains("authorization is off", "export AWS_ENDPOINT_URL=" + endpoint.group(1));
        call(endpoint.group(1), "CreateQueue", "{\"QueueName\":\"orders\"}").get(30, TimeUnit.SECONDS);
        CompletableFuture<HttpResponse<String>> poll = call(
                endpoint.group(1), "ReceiveMessage", "{\"QueueUrl\":\"/000000000000/orders\",\"WaitTimeSeconds\":20}");
        await().atMost(START).until(() -> metrics(said).contains("penstock_http_requests_active 1"));
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(poll.get(30, TimeUnit.SECONDS))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(200))
                .satisfies(answer -> assertThat(answer.body()).isEqualTo("{}"));
        assertThat(read(first)).contains("stopped").doesNotContain("Exception", "ERROR");

        Path second = directory.resolve("second.log");
        Process next = serve(second);
        assertThat(ready(second)).contains("Ready.");
        comeAndGo(read(second));
        interrupt(next);
        assertThat(next.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(next.exitValue()).isEqualTo(130);
        assertThat(read(second)).contains("stopped").doesNotContain("Exception", "ERROR");
    }

    /** Queues that are deleted as soon as they are there, which is nothing to write of in the log. */
    private void comeAndGo(String said) throws Exception {
        Matcher endpoint = ENDPOINT.matcher(said);
        assertThat(endpoint.find()).isTrue();
        for (int i = 0; i < 10; i++) {
            String name = "gone-" + i;
            call(endpoint.group(1), "CreateQueue", "{\"QueueName\":\"" + name + "\"}")
                    .get(30, TimeUnit.SECONDS);
            assertThat(call(endpoint.group(1), "DeleteQueue", "{\"QueueUrl\":\"/000000000000/" + name + "\"}")
                            .get(30, TimeUnit.SECONDS)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private CompletableFuture<HttpResponse<String>> call(String endpoint, String operation, String body) {
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create(endpoint))
                        .header("Content-Type", "application/x-amz-json-1.0")
                        .header("X-Amz-Target", "AmazonSQS." + operation)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String metrics(String said) throws Exception {
        Matcher page = METRICS.matcher(said);
        assertThat(page.find()).isTrue();
        return http.send(
                        HttpRequest.newBuilder(URI.create(page.group(1))).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** As Ctrl-C does. */
    private static void interrupt(Process process) throws Exception {
        Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    @Test
    void a_setting_that_nobody_knows_is_named_and_nothing_starts() throws Exception {
        Path log = directory.resolve("log");
        Process process = start(log, "serve", "--set", "http.prot=1");

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(Main.USAGE);
        assertThat(read(log))
                .isEqualTo("penstock: the command line: there is no setting http.prot; did you mean http.port?\n");
    }

    @Test
    void a_data_directory_in_use_is_one_line_and_not_a_stack_trace() throws Exception {
        Path first = directory.resolve("first.log");
        serve(first);
        ready(first);
        Path second = directory.resolve("second.log");
        Process process = serve(second);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(Main.FAILED);
        assertThat(read(second)).contains("penstock: ").doesNotContain("\tat ");
    }

    @Test
    void the_environment_of_clients_is_printed_for_a_shell() throws Exception {
        Path log = directory.resolve("log");
        Process process = start(log, "env", "--port", "4570");

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(Files.readAllLines(log))
                .containsExactly(
                        "export AWS_ENDPOINT_URL=http://localhost:4570",
                        "export AWS_ACCESS_KEY_ID=test",
                        "export AWS_SECRET_ACCESS_KEY=test",
                        "export AWS_DEFAULT_REGION=us-east-1");
    }
}
