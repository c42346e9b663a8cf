package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.penstock.server.settings.Settings;
import io.penstock.server.settings.SettingsLoader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files in {@code compose/} say what they should, and where Docker's own checker is installed it agrees. */
class ComposeTest {
    private static final Path ROOT = Path.of("..", "..");
    private static final Path COMPOSE = ROOT.resolve("compose");
    private static final Pattern KAFKA_NODE = Pattern.compile("kafka-\\d");

    @ParameterizedTest
    @ValueSource(strings = {"single.yaml", "cluster.yaml"})
    void everything_is_published_on_loopback_only_and_restarts(String file) throws IOException {
        services(file).forEach((name, service) -> {
            assertThat(list(service, "ports"))
                    .as(name)
                    .isNotEmpty()
                    .allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:"));
            assertThat(service).as(name).containsEntry("restart", "unless-stopped");
            assertThat(service).as(name).containsKey("stop_grace_period");
            assertThat(String.valueOf(service.get("image")))
                    .as(name)
                    .contains(":")
                    .doesNotEndWith(":latest");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"single.yaml", "cluster.yaml"})
    void no_two_services_publish_the_same_port(String file) throws IOException {
        List<String> published = services(file).values().stream()
                .flatMap(service -> list(service, "ports").stream())
                .map(port -> port.split(":", -1)[1])
                .toList();
        assertThat(published).doesNotHaveDuplicates().contains("4566");
    }

    @ParameterizedTest
    @ValueSource(strings = {"single.yaml", "cluster.yaml"})
    void what_a_node_is_told_are_settings_that_exist(String file) throws IOException {
        nodes(file).forEach((name, node) -> {
            Settings settings = new SettingsLoader(environment(node)).load();
            assertThat(settings.http().port()).as(name).isEqualTo(4566);
        });
    }

    @Test
    void the_single_file_runs_one_process_and_keeps_its_data_in_a_volume() throws IOException {
        assertThat(services("single.yaml")).hasSize(1);
        Map<String, Object> node = nodes("single.yaml").values().iterator().next();
        assertThat(new SettingsLoader(environment(node)).load().bootstrapServers())
                .isEmpty();
        assertThat(list(node, "volumes")).contains("data:/var/lib/penstock");
        assertThat(dockerfile()).contains("PENSTOCK_DATA_DIR=/var/lib/penstock");
    }

    @Test
    void the_cluster_file_runs_three_nodes_that_know_all_of_three_brokers() throws IOException {
        List<String> brokers = brokers().keySet().stream().sorted().toList();
        assertThat(brokers).hasSize(3);
        assertThat(nodes("cluster.yaml")).hasSize(3);
        nodes("cluster.yaml").forEach((name, node) -> {
            Map<String, String> environment = environment(node);
            assertThat(environment.get("PENSTOCK_KAFKA_BOOTSTRAP_SERVERS"))
                    .isEqualTo(brokers.stream().map(broker -> broker + ":9092").collect(Collectors.joining(",")));
            assertThat(environment).containsEntry("PENSTOCK_CLUSTER_ADVERTISED_HOST", name);
            assertThat(environment).containsEntry("PENSTOCK_CLUSTER_INTERNAL_HOST", "0.0.0.0");
            assertThat(list(node, "volumes")).as("Kafka is the disk").isEmpty();
        });
    }

    @Test
    void each_broker_is_itself_and_one_of_them_may_be_lost() throws IOException {
        brokers().forEach((name, broker) -> {
            Map<String, String> environment = environment(broker);
            assertThat(name).isEqualTo("kafka-" + environment.get("KAFKA_NODE_ID"));
            assertThat(environment.get("KAFKA_ADVERTISED_LISTENERS")).startsWith("PLAINTEXT://" + name + ":9092");
            assertThat(environment.get("KAFKA_CONTROLLER_QUORUM_VOTERS"))
                    .contains(environment.get("KAFKA_NODE_ID") + "@" + name + ":9093");
            environment.forEach((variable, value) -> {
                if (variable.endsWith("REPLICATION_FACTOR")) {
                    assertThat(value).as(variable).isEqualTo("3");
                }
                if (variable.endsWith("MIN_ISR") || variable.endsWith("MIN_INSYNC_REPLICAS")) {
                    assertThat(value).as(variable).isEqualTo("2");
                }
            });
            assertThat(list(broker, "volumes")).containsExactly(name + ":/var/lib/kafka/data");
        });
    }

    @Test
    void the_image_does_not_run_as_root_and_says_whether_it_is_ready() throws IOException {
        assertThat(dockerfile())
                .containsPattern("(?m)^ARG BASE=eclipse-temurin:25$")
                .containsPattern("(?m)^USER [1-9]\\d*:[1-9]\\d*$")
                .contains("HEALTHCHECK", "/readyz");
        assertThat(Files.readAllLines(ROOT.resolve(".dockerignore"))).contains("*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"single.yaml", "cluster.yaml"})
    void compose_itself_accepts_the_file(String file) throws Exception {
        List<String> compose = composeCommand();
        assumeThat(compose)
                .as("skipped: neither \"docker compose\" nor docker-compose is installed")
                .isNotEmpty();
        Result result = run(compose, "-f", COMPOSE.resolve(file).toString(), "config", "-q");
        assertThat(result.status()).as(result.output()).isZero();
    }

    private static List<String> composeCommand() throws Exception {
        for (List<String> candidate : List.of(List.of("docker", "compose"), List.of("docker-compose"))) {
            if (run(candidate, "version").status() == 0) {
                return candidate;
            }
        }
        return List.of();
    }

    private record Result(int status, String output) {}

    private static Result run(List<String> command, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(arguments));
        Path output = Files.createTempFile("compose", ".log");
        try {
            Process process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Result(-1, "no answer within 60 s from " + line);
            }
            return new Result(process.exitValue(), Files.readString(output));
        } catch (IOException notInstalled) {
            return new Result(-1, String.valueOf(notInstalled.getMessage()));
        } finally {
            Files.delete(output);
        }
    }

    private static String dockerfile() throws IOException {
        return Files.readString(COMPOSE.resolve("Dockerfile"));
    }

    private static Map<String, Map<String, Object>> nodes(String file) throws IOException {
        Map<String, Map<String, Object>> nodes = services(file);
        nodes.keySet().removeIf(name -> KAFKA_NODE.matcher(name).matches());
        return nodes;
    }

    private static Map<String, Map<String, Object>> brokers() throws IOException {
        Map<String, Map<String, Object>> brokers = services("cluster.yaml");
        brokers.keySet().removeIf(name -> !KAFKA_NODE.matcher(name).matches());
        return brokers;
    }

    private static Map<String, Map<String, Object>> services(String file) throws IOException {
        try (Reader reader = Files.newBufferedReader(COMPOSE.resolve(file))) {
            Map<String, Map<String, Map<String, Object>>> root =
                    new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
            return new HashMap<>(root.getOrDefault("services", Map.of()));
        }
    }

    private static List<String> list(Map<String, Object> service, String key) {
        return service.get(key) instanceof List<?> values
                ? values.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static Map<String, String> environment(Map<String, Object> service) {
        return service.get("environment") instanceof Map<?, ?> values
                ? values.entrySet().stream()
                        .collect(Collectors.toMap(
                                entry -> String.valueOf(entry.getKey()), entry -> String.valueOf(entry.getValue())))
                : Map.of();
    }
}
