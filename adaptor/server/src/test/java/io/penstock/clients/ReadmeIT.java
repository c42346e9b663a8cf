package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's first steps, done as a stranger does them: its own {@code sh} blocks, in its order. Only the ports and the data directory are others,
 * and the launcher stands beside the jars that this build has just made instead of building once more.
 */
class ReadmeIT {

    private static final Path ROOT =
            Path.of("").toAbsolutePath().resolve("../..").normalize();
    private static final Path JARS = ROOT.resolve("adaptor/server/target/penstock/lib");
    private static final Pattern SH_BLOCK = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void the_quick_start_of_the_readme_works_as_written() throws Exception {
        assumeTrue(Files.exists(JARS.resolve("penstock-server.jar")), "the server is not packaged: run mvnw verify");
        new Program(directory).assumeInstalled("the aws CLI", "aws", "--version");
        String start = Files.readString(ROOT.resolve("README.md"))
                .transform(text -> text.substring(text.indexOf("\n## Start"), text.indexOf("\n## Test")));
        List<String> blocks = SH_BLOCK.matcher(start)
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
        assertThat(blocks).hasSize(2);
        assertThat(blocks.getFirst()).isEqualTo("./penstock\n");
        Distribution.unpack(JARS, directory);
        int port = freePort();
        Map<String, String> environment = Map.of(
                "PENSTOCK_HTTP_PORT",
                Integer.toString(port),
                "PENSTOCK_MANAGEMENT_PORT",
                "0",
                "PENSTOCK_DATA_DIR",
                directory.resolve("data").toString(),
                "PENSTOCK_AOT",
                "off",
                "PENSTOCK_JAVA_HOME",
                System.getProperty("java.home"),
                "AWS_PAGER",
                "");
        Process server = shell(environment, blocks.getFirst());
        try {
            await().atMost(LIMIT).until(() -> isUp(port));
            Program stranger = new Program(directory);
            environment.forEach(stranger::with);
            String commands = "set -e\n" + blocks.getLast().replace(":4566", ":" + port);
            String output = stranger.run(LIMIT, "sh", "-c", commands).succeeded();
            assertThat(output).contains("\"QueueUrl\": \"http://localhost:" + port + "/000000000000/orders\"");
            assertThat(output).contains("\"Body\": \"hello\"");
            server.destroy();
            assertThat(server.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(directory.resolve("server.txt"))).contains("Ready.");
        } finally {
            server.descendants().forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly();
        }
    }

    private Process shell(Map<String, String> environment, String commands) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "exec " + commands)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("server.txt").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static boolean isUp(int port) throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/_localstack/health"))
                    .build();
            return client.send(request, BodyHandlers.ofString()).body().contains("\"running\"");
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
