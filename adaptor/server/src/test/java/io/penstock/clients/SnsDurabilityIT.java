package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A server is killed with {@code kill -9} while messages are published and fanned out, and started again on the same directory. */
final class SnsDurabilityIT {

    private static final int ENOUGH = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    @Test
    void everything_acknowledged_is_delivered(@TempDir Path directory) throws Exception {
        ServerProcess server = ServerProcess.start(directory);
        try {
            String topic = prepare(server);
            Thread publisher = Thread.ofVirtual().start(() -> publish(server, topic));
            await().atMost(PATIENCE).until(() -> acknowledged.size() >= ENOUGH);
            server.kill();
            publisher.join();
        } finally {
            server.close();
        }
        try (ServerProcess again = ServerProcess.start(directory);
                SqsClient sqs = Sdk.sync(again.endpoint())) {
            for (String queue : List.of("a", "b")) {
                Set<String> received = new HashSet<>();
                String url = sqs.getQueueUrl(get -> get.queueName(queue)).queueUrl();
                await().atMost(PATIENCE).untilAsserted(() -> {
                    Drain.of(sqs, url, received);
                    assertThat(received).containsAll(acknowledged);
                });
            }
        }
    }

    private static String prepare(ServerProcess server) {
        try (SnsClient sns = Sdk.sns(server.endpoint());
                SqsClient sqs = Sdk.sync(server.endpoint())) {
            String topic = sns.createTopic(create -> create.name("t")).topicArn();
            for (String queue : List.of("a", "b")) {
                sqs.createQueue(create -> create.queueName(queue));
                sns.subscribe(subscribe -> subscribe
                        .topicArn(topic)
                        .protocol("sqs")
                        .endpoint("arn:aws:sqs:us-east-1:000000000000:" + queue)
                        .attributes(Map.of("RawMessageDelivery", "true")));
            }
            return topic;
        }
    }

    private void publish(ServerProcess server, String topic) {
        try (SnsClient sns = Sdk.sns(server.endpoint())) {
            for (int batch = 0; ; batch++) {
                int first = batch * 10;
                List<PublishBatchRequestEntry> entries = IntStream.range(first, first + 10)
                        .mapToObj(i -> PublishBatchRequestEntry.builder()
                                .id("e" + i)
                                .message("message " + i)
                                .build())
                        .toList();
                PublishBatchResponse response =
                        sns.publishBatch(publish -> publish.topicArn(topic).publishBatchRequestEntries(entries));
                response.successful()
                        .forEach(entry ->
                                acknowledged.add("message " + entry.id().substring(1)));
            }
        } catch (SdkException e) {
            // The server is dead.
        }
    }
}
