package io.penstock.clients;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A queue is deleted while messages are on their way to it. On a server of its own: messages of all topics may be delivered once more then. */
final class SnsDeletedQueueIT {

    private static final int BATCHES = 60;

    @Test
    void the_other_queues_get_everything() {
        try (TestServer server = TestServer.start();
                SnsClient sns = Sdk.sns(server.endpoint());
                SqsClient sqs = Sdk.sync(server.endpoint())) {
            String topic = sns.createTopic(create -> create.name("t")).topicArn();
            String stays = subscribed(sns, sqs, topic, "stays");
            String goes = subscribed(sns, sqs, topic, "goes");
            for (int batch = 0; batch < BATCHES; batch++) {
                int first = batch * 10;
                if (batch == BATCHES / 2) {
                    sqs.deleteQueue(delete -> delete.queueUrl(goes));
                }
                sns.publishBatch(publish -> publish.topicArn(topic)
                        .publishBatchRequestEntries(IntStream.range(first, first + 10)
                                .mapToObj(i -> PublishBatchRequestEntry.builder()
                                        .id("e" + i)
                                        .message("m" + i)
                                        .build())
                                .toList()));
            }
            Set<String> received = new HashSet<>();
            await().atMost(Duration.ofSeconds(90)).until(() -> {
                sqs.receiveMessage(receive ->
                                receive.queueUrl(stays).maxNumberOfMessages(10).waitTimeSeconds(1))
                        .messages()
                        .forEach(message -> received.add(message.body()));
                return received.size() == BATCHES * 10;
            });
        }
    }

    private static String subscribed(SnsClient sns, SqsClient sqs, String topic, String queue) {
        String url = sqs.createQueue(create -> create.queueName(queue)).queueUrl();
        sns.subscribe(subscribe -> subscribe
                .topicArn(topic)
                .protocol("sqs")
                .endpoint("arn:aws:sqs:us-east-1:000000000000:" + queue)
                .attributes(Map.of("RawMessageDelivery", "true")));
        return url;
    }
}
