package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The files in {@code compose/} for real: builds the image and kills containers. Needs a Docker engine, docker-compose
 * and the ports the files publish: {@code ./mvnw verify -Pdocker}. With {@code -Dpenstock.image.java} and {@code
 * -Dpenstock.image.kafka} images of a mirror take the place of the public ones.
 */
@EnabledIfSystemProperty(named = "penstock.docker", matches = "true", disabledReason = "runs with -Pdocker only")
@Timeout(600)
class ComposeRunIT {
    private static final Path COMPOSE = Path.of("..", "..", "compose");
    private static final Duration START = Duration.ofMinutes(4);
    private static final Duration TAKE_OVER = Duration.ofSeconds(10);

    private String file = "";

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

    private static void image(ProcessBuilder builder, String property, String variable) {
        String image = System.getProperty(property, "");
        if (!image.isEmpty()) {
            builder.environment().put(variable, image);
        }
    }

    private void compose(String... arguments) throws Exception {
        List<String> line = new ArrayList<>(
                List.of("docker-compose", "-f", COMPOSE.resolve(file).toString()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
        image(builder, "penstock.image.java", "PENSTOCK_BASE_IMAGE");
        image(builder, "penstock.image.kafka", "PENSTOCK_KAFKA_IMAGE");
        Process process = builder.start();
        if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("Failed: " + line);
        }
    }
}
