package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * A server is killed with {@code kill -9}, twice, while many groups are published to a FIFO topic, and once more while its archive is replayed. Publishers repeat
 * what was not answered.
 */
final class SnsFifoDurabilityIT {

    private static final int GROUPS = 16;
    private static final int EACH = 60;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Map<QueueAttributeName, String> FIFO = Map.of(QueueAttributeName.FIFO_QUEUE, "true");

    private final ConcurrentMap<String, Integer> acknowledged = new ConcurrentHashMap<>();

    @Test
    void every_group_comes_in_order_and_once_through_kills_and_a_replay(@TempDir Path directory) throws Exception {
        String topic = publishThroughKills(directory);
        try (ServerProcess server = ServerProcess.start(directory);
                SqsClient sqs = Sdk.sync(server.endpoint());
                SnsClient sns = Sdk.sns(server.endpoint())) {
            assertOrder(sqs, "q.fifo");
            sqs.createQueue(create -> create.queueName("replayed.fifo").attributes(FIFO));
            subscribe(
                    sns,
                    topic,
                    "replayed.fifo",
                    Map.of(
                            "RawMessageDelivery",
                            "true",
                            "ReplayPolicy",
                            "{\"PointType\":\"Timestamp\",\"StartingPoint\":\"2020-01-01T00:00:00Z\"}"));
            await().atMost(PATIENCE).until(() -> visible(sqs, "replayed.fifo") > GROUPS);
            server.kill();
        }
        try (ServerProcess server = ServerProcess.start(directory);
                SqsClient sqs = Sdk.sync(server.endpoint())) {
            assertOrder(sqs, "replayed.fifo");
        }
    }

    private String publishThroughKills(Path directory) throws InterruptedException {
        String topic = "";
        for (int part = 1; part <= 2; part++) {
            int enough = GROUPS * EACH * part / 3;
            try (ServerProcess server = ServerProcess.start(directory)) {
                topic = topic.isEmpty() ? prepare(server) : topic;
                List<Thread> publishers = publishers(server, topic);
                await().atMost(PATIENCE).until(() -> total() >= enough);
                server.kill();
                for (Thread publisher : publishers) {
                    publisher.join();
                }
            }
        }
        try (ServerProcess server = ServerProcess.start(directory)) {
            for (Thread publisher : publishers(server, topic)) {
                publisher.join();
            }
        }
        assertThat(total()).isEqualTo(GROUPS * EACH);
        return topic;
    }

    private int total() {
        return acknowledged.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static String prepare(ServerProcess server) {
        try (SnsClient sns = Sdk.sns(server.endpoint());
                SqsClient sqs = Sdk.sync(server.endpoint())) {
            String topic = sns.createTopic(create -> create.name("t.fifo")
                            .attributes(
                                    Map.of("FifoTopic", "true", "ArchivePolicy", "{\"MessageRetentionPeriod\":\"7\"}")))
                    .topicArn();
            sqs.createQueue(create -> create.queueName("q.fifo").attributes(FIFO));
            subscribe(sns, topic, "q.fifo", Map.of("RawMessageDelivery", "true"));
            return topic;
        }
    }

    private static void subscribe(SnsClient sns, String topic, String queue, Map<String, String> attributes) {
        sns.subscribe(it -> it.topicArn(topic)
                .protocol("sqs")
                .endpoint("arn:aws:sqs:us-east-1:000000000000:" + queue)
                .attributes(attributes));
    }

    /** Each publishes its group's next message when the one before was answered. */
    private List<Thread> publishers(ServerProcess server, String topic) {
        return IntStream.range(0, GROUPS)
                .mapToObj(group -> Thread.ofVirtual().start(() -> {
                    try (SnsClient sns = Sdk.sns(server.endpoint())) {
                        String name = "g" + group;
                        while (acknowledged.getOrDefault(name, 0) < EACH) {
                            int number = acknowledged.getOrDefault(name, 0);
                            sns.publish(publish -> publish.topicArn(topic)
                                    .messageGroupId(name)
                                    .messageDeduplicationId(name + ":" + number)
                                    .message(Integer.toString(number)));
                            acknowledged.put(name, number + 1);
                        }
                    } catch (SdkException e) {
                        // The server is dead.
                    }
                }))
                .toList();
    }

    private static int visible(SqsClient sqs, String queue) {
        String url = sqs.getQueueUrl(get -> get.queueName(queue)).queueUrl();
        return Integer.parseInt(sqs.getQueueAttributes(
                        get -> get.queueUrl(url).attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .attributes()
                .getOrDefault(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "0"));
    }

    private static void assertOrder(SqsClient sqs, String queue) {
        String url = sqs.getQueueUrl(get -> get.queueName(queue)).queueUrl();
        Map<String, List<Integer>> received = new TreeMap<>();
        await().atMost(PATIENCE).until(() -> drain(sqs, url, received) >= GROUPS * EACH);
        drain(sqs, url, received);
        List<Integer> all = IntStream.range(0, EACH).boxed().toList();
        received.forEach((group, numbers) -> assertThat(numbers).as(group).isEqualTo(all));
        assertThat(received).hasSize(GROUPS);
    }

    private static int drain(SqsClient sqs, String url, Map<String, List<Integer>> received) {
        List<Message> messages;
        do {
            messages = sqs.receiveMessage(receive -> receive.queueUrl(url)
                            .maxNumberOfMessages(10)
                            .waitTimeSeconds(1)
                            .messageSystemAttributeNames(MessageSystemAttributeName.MESSAGE_GROUP_ID))
                    .messages();
            List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
            for (Message message : messages) {
                String group = message.attributes().getOrDefault(MessageSystemAttributeName.MESSAGE_GROUP_ID, "");
                received.computeIfAbsent(group, each -> new ArrayList<>()).add(Integer.parseInt(message.body()));
                entries.add(DeleteMessageBatchRequestEntry.builder()
                        .id("e" + entries.size())
                        .receiptHandle(message.receiptHandle())
                        .build());
            }
            if (!entries.isEmpty()) {
                sqs.deleteMessageBatch(delete -> delete.queueUrl(url).entries(entries));
            }
        } while (!messages.isEmpty());
        return received.values().stream().mapToInt(List::size).sum();
    }
}
