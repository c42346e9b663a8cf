package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.broker.TestCluster;
import io.penstock.server.settings.SettingsLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** Two nodes whose clocks are 40 s apart. Each owns some partitions of every queue, so what one is asked the other decides. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
class ClocksIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int POLLS = 3;

    private final List<Penstock> nodes = new ArrayList<>();
    private TestCluster brokers;

    @SuppressWarnings("NullAway.Init")
    ClocksIT() {}

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        brokers = TestCluster.start(1);
        InstantSource system = InstantSource.system();
        nodes.add(start(directory.resolve("behind"), system));
        nodes.add(start(directory.resolve("ahead"), () -> system.instant().plusSeconds(40)));
    }

    private Penstock start(Path data, InstantSource clock) {
        return Penstock.start(
                new SettingsLoader(Map.of())
                        .commandLine(Map.of(
                                "http.port", "0",
                                "management.port", "0",
                                "data-dir", data.toString(),
                                "kafka.bootstrap.servers", brokers.bootstrapServers(),
                                "cluster.shards", "4",
                                "topics.replication-factor", "1",
                                "topics.min-insync-replicas", "1",
                                "topics.partitions", "4"))
                        .load(),
                clock);
    }

    @AfterAll
    void stop() {
        nodes.forEach(Penstock::close);
        brokers.close();
    }

    private String create(String name, Map<QueueAttributeName, String> attributes) {
        return await().ignoreExceptionsInstanceOf(SqsException.class)
                .atMost(PATIENCE)
                .until(
                        () -> nodes.getFirst()
                                .client(SqsClient.class)
                                .createQueue(request -> request.queueName(name).attributes(attributes))
                                .queueUrl(),
                        url -> true);
    }

    @Test
    void a_long_poll_is_as_long_as_its_caller_wants_at_either_node() {
        String url = create("orders", Map.of());
        for (Penstock node : nodes) {
            SqsClient sqs = node.client(SqsClient.class);
            for (int i = 0; i < POLLS; i++) {
                long began = System.nanoTime();
                assertThat(sqs.receiveMessage(request -> request.queueUrl(url).waitTimeSeconds(2))
                                .messages())
                        .isEmpty();
                assertThat(Duration.ofNanos(System.nanoTime() - began))
                        .isBetween(Duration.ofMillis(1_990), Duration.ofSeconds(20));
            }
        }
    }

    @Test
    void either_node_sends_to_groups_of_the_other() {
        String url = create("orders.fifo", Map.of(QueueAttributeName.FIFO_QUEUE, "true"));
        for (Penstock node : nodes) {
            SqsClient sqs = node.client(SqsClient.class);
            for (int i = 0; i < 16; i++) {
                String group = Integer.toString(i);
                String body = node.port() + "-" + i;
                assertThat(sqs.sendMessage(request -> request.queueUrl(url)
                                        .messageBody(body)
                                        .messageGroupId(group)
                                        .messageDeduplicationId(body))
                                .sequenceNumber())
                        .isNotEmpty();
            }
        }
    }
}
