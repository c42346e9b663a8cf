package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The files in {@code compose/} for real: builds the image and kills containers. Runs with {@code ./mvnw verify -Pdocker}, which {@code .ci/run} chooses where a Docker
 * engine answers; without an engine, Compose, the images or the ports that the files publish it is skipped and says so. With {@code -Dpenstock.image.java} and {@code
 * -Dpenstock.image.kafka} images of a mirror take the place of the public ones.
 */
@Timeout(600)
class ComposeRunIT {
    private static final Path COMPOSE = Path.of("..", "..", "compose");
    private static final Duration START = Duration.ofMinutes(4);
    private static final Duration TAKE_OVER = Duration.ofSeconds(10);

    private static final Pattern IMAGE = Pattern.compile("\\$\\{(PENSTOCK_\\w+_IMAGE):-([^}]+)}");
    private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:(\\d+):");

    /** Properties that name images in place of the public ones, by the variables that the files read. */
    private static final Map<String, String> IMAGES =
            Map.of("PENSTOCK_BASE_IMAGE", "penstock.image.java", "PENSTOCK_KAFKA_IMAGE", "penstock.image.kafka");

    private static List<String> compose = List.of();

    private String file = "";

    @BeforeAll
    static void requireDocker() throws Exception {
        if (!Boolean.getBoolean("penstock.docker")) {
            skip("./mvnw verify -Pdocker runs it, with a Docker engine");
        }
        if (!succeeds("docker", "info")) {
            skip("no Docker engine answers");
        }
        if (succeeds("docker", "compose", "version")) {
            compose = List.of("docker", "compose");
        } else if (succeeds("docker-compose", "--version")) {
            compose = List.of("docker-compose");
        } else {
            skip("Docker Compose is not installed");
        }
        String files =
                Files.readString(COMPOSE.resolve("single.yaml")) + Files.readString(COMPOSE.resolve("cluster.yaml"));
        for (MatchResult variable : IMAGE.matcher(files).results().toList()) {
            String given = System.getProperty(IMAGES.getOrDefault(variable.group(1), ""), "");
            String image = given.isEmpty() ? variable.group(2) : given;
            if (!succeeds("docker", "image", "inspect", image) && !succeeds("docker", "pull", image)) {
                skip("the image " + image + " is not here and cannot be pulled");
            }
        }
        for (MatchResult port : PORT.matcher(files).results().toList()) {
            if (isTaken(Integer.parseInt(port.group(1)))) {
                skip("port " + port.group(1) + " is taken");
            }
        }
    }

    private static void skip(String why) {
        String message = "ComposeRunIT: compose/ is not run: " + why;
        System.out.println(message);
        Assumptions.abort(message);
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor(5, TimeUnit.MINUTES)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
            return false;
        } catch (IOException e) {
            // It is not installed.
            return false;
        }
    }

    private static boolean isTaken(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return !socket.isBound();
        } catch (IOException e) {
            return true;
        }
    }

    @AfterEach
    void remove() throws Exception {
        compose("down", "-v");
    }

    @Test
    void a_message_survives_the_kill_of_the_only_container() throws Exception {
        file = "single.yaml";
        compose("up", "-d", "--build");
        try (SqsClient client = client(4566)) {
            String queue = createQueue(client);
            client.sendMessage(request -> request.queueUrl(queue).messageBody("kept"));
            compose("kill", "-s", "SIGKILL", "penstock");
            compose("up", "-d");
            assertThat(createQueue(client)).isEqualTo(queue);
            assertThat(receive(client, queue)).containsExactly("kept");
        }
    }

    @Test
    void a_queue_is_served_by_every_node_and_again_soon_after_one_was_killed() throws Exception {
        file = "cluster.yaml";
        compose("up", "-d", "--build");
        try (SqsClient first = client(4566);
                SqsClient second = client(4567);
                SqsClient third = client(4568)) {
            String queue = createQueue(first);
            for (int number = 0; number < 20; number++) {
                String body = "before " + number;
                second.sendMessage(request -> request.queueUrl(queue).messageBody(body));
            }
            compose("kill", "-s", "SIGKILL", "penstock-1");
            List<String> bodies = new ArrayList<>();
            Awaitility.await()
                    .atMost(TAKE_OVER)
                    .ignoreExceptionsInstanceOf(SdkException.class)
                    .until(() -> {
                        bodies.addAll(receive(third, queue));
                        return bodies.size() == 20;
                    });
            assertThat(bodies).doesNotHaveDuplicates();
        }
    }

    /** The same queue each time; waits until the server answers. */
    private static String createQueue(SqsClient client) {
        return Awaitility.await()
                .atMost(START)
                .ignoreExceptionsInstanceOf(SdkException.class)
                .until(
                        () -> client.createQueue(request -> request.queueName("kept"))
                                .queueUrl()
                                .replaceFirst("localhost:\\d+", "localhost:4566"),
                        url -> true);
    }

    /** Receives and deletes what there is. */
    private static List<String> receive(SqsClient client, String queue) {
        List<Message> messages = client.receiveMessage(request ->
                        request.queueUrl(queue).maxNumberOfMessages(10).waitTimeSeconds(2))
                .messages();
        messages.forEach(message ->
                client.deleteMessage(request -> request.queueUrl(queue).receiptHandle(message.receiptHandle())));
        return messages.stream().map(Message::body).toList();
    }

    private static SqsClient client(int port) {
        return SqsClient.builder()
                .endpointOverride(URI.create("http://localhost:" + port))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .build();
    }

    private static void image(ProcessBuilder builder, String variable, String property) {
        String image = System.getProperty(property, "");
        if (!image.isEmpty()) {
            builder.environment().put(variable, image);
        }
    }

    private void compose(String... arguments) throws Exception {
        List<String> line = new ArrayList<>(compose);
        line.addAll(List.of("-f", COMPOSE.resolve(file).toString()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
        IMAGES.forEach((variable, property) -> image(builder, variable, property));
        Process process = builder.start();
        if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("Failed: " + line);
        }
    }
}
