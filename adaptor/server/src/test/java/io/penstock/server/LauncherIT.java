package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.penstock.clients.Distribution;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher beside the jars just packaged, as in an image: no sources, no Maven. */
@Timeout(180)
class LauncherIT {
    private static final Path JARS = Path.of("target", "penstock", "lib").toAbsolutePath();
    private static final Pattern ENDPOINT = Pattern.compile("AWS endpoint +(http://localhost:\\d+)");

    @TempDir
    private Path directory;

    private Path launcher = Path.of("penstock");

    private record Result(int status, String out, String err) {}

    @BeforeEach
    void unpack() throws IOException {
        Path home = directory.resolve("a place with spaces");
        launcher = Files.createSymbolicLink(directory.resolve("penstock"), Distribution.unpack(JARS, home));
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void it_serves_until_a_signal_ends_it_in_order(String signal, int status) throws Exception {
        assumeThat(signal.equals("INT") && isInterruptIgnored())
                .as("this build was started as a background job of a script, so its children ignore SIGINT")
                .isFalse();
        Process penstock = builder("--port", "0", "--management-port", "0", "--data-dir", directory + "/data")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = penstock.inputReader();
                HttpClient client = HttpClient.newHttpClient()) {
            URI health = URI.create(endpoint(out) + "/_localstack/health");
            assertThat(client.send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            // The launcher has become the JVM: a signal to the one is a signal to the other.
            new ProcessBuilder("kill", "-" + signal, Long.toString(penstock.pid()))
                    .start()
                    .waitFor();
            assertThat(penstock.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(penstock.exitValue()).isEqualTo(status);
            assertThat(directory.resolve("data/kafka/.kafka_cleanshutdown")).exists();
        } finally {
            penstock.destroyForcibly();
        }
    }

    /** A shell without job control starts background jobs with SIGINT ignored (POSIX), and children inherit that. */
    private static boolean isInterruptIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(status)) {
            String mask = lines.filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> line.substring("SigIgn:".length()).strip())
                    .findFirst()
                    .orElse("0");
            return (Long.parseUnsignedLong(mask, 16) & 0b10) != 0;
        }
    }

    @Test
    void help_and_version_need_no_server() throws Exception {
        assertThat(run("--help").out())
                .contains(
                        "serve", "--port", "--management-port", "--data-dir", "--kafka-bootstrap-servers", "--config");
        assertThat(run("serve", "--help").out()).contains("--data-dir");
        assertThat(run("--version").out()).startsWith("penstock ");
    }

    @Test
    void env_prints_what_a_shell_can_evaluate() throws Exception {
        assertThat(run("env", "--port", "4599").out().lines())
                .allMatch(line -> line.matches("export [A-Z_]+=\\S+"))
                .contains("export AWS_ENDPOINT_URL=http://localhost:4599");
    }

    @Test
    void an_unknown_option_is_refused_with_status_2() throws Exception {
        Result result = run("--prot", "1");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("--prot");
    }

    @Test
    void a_broken_start_up_cache_is_passed_over_in_silence() throws Exception {
        Files.writeString(directory.resolve("a place with spaces/penstock.aot"), "not a cache");
        ProcessBuilder builder = builder("--version");
        builder.environment().remove("PENSTOCK_AOT");
        Result result = run(builder);
        assertThat(result.status()).isZero();
        assertThat(result.out()).startsWith("penstock ").hasLineCount(1);
        assertThat(result.err()).isEmpty();
    }

    @Test
    void options_of_the_user_win_over_those_of_the_launcher() throws Exception {
        ProcessBuilder builder = builder("--version");
        builder.environment().put("PENSTOCK_JAVA_OPTS", "-XX:+UseParallelGC -Xmx64m -Xlog:gc+init");
        Result result = run(builder);
        assertThat(result.out()).contains("Parallel Workers", "Heap Max Capacity: 64M");
    }

    @ParameterizedTest
    @CsvSource({"batch, 3", "default, 0"})
    void the_server_is_a_batch_process_unless_it_shall_not(String scheduling, String policy) throws Exception {
        assumeThat(run(new ProcessBuilder("sh", "-c", "chrt -b 0 true")).status())
                .as("there is a chrt here, and it may")
                .isZero();
        Path java = Files.createDirectories(directory.resolve("jdk/bin")).resolve("java");
        // In place of a JVM: says its policy, which is the 39th field behind the command's name (proc_pid_stat(5)).
        Files.writeString(java, "#!/bin/sh\nsed 's/.*) //' /proc/$$/stat | cut -d ' ' -f 39\n");
        Files.writeString(directory.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        ProcessBuilder builder = builder("serve");
        builder.environment().put("PENSTOCK_JAVA_HOME", directory + "/jdk");
        builder.environment().put("PENSTOCK_SCHEDULING", scheduling);
        assertThat(run(builder).out()).isEqualTo(policy + "\n");
    }

    private ProcessBuilder builder(String... arguments) {
        List<String> line = new ArrayList<>(List.of(launcher.toString()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().keySet().removeIf(name -> name.startsWith("PENSTOCK_") || name.startsWith("JDK_"));
        builder.environment().put("PENSTOCK_AOT", "off");
        builder.environment().put("PENSTOCK_JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    private Result run(String... arguments) throws Exception {
        return run(builder(arguments));
    }

    private Result run(ProcessBuilder builder) throws Exception {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("No end within 60 s of " + builder.command());
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static String endpoint(BufferedReader out) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            seen.append(line).append('\n');
            Matcher matcher = ENDPOINT.matcher(line);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        throw new IllegalStateException("Ended without an endpoint:\n" + seen);
    }
}
