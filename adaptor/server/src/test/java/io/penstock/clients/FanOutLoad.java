package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Publishes numbers to a topic and puts others to a bus, which both deliver to one queue, and knows which were acknowledged. */
final class FanOutLoad {

    private static final int BATCH = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String QUEUE = "arn:aws:sqs:us-east-1:000000000000:fan-out";

    private final AtomicInteger next = new AtomicInteger();
    private final Set<String> received = new HashSet<>();
    private final String topic;

    /** Numbers whose publishing was answered. */
    final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    private FanOutLoad(String topic) {
        this.topic = topic;
    }

    /** Makes the topic, the rule and the queue. */
    static FanOutLoad prepare(URI endpoint) {
        try (SnsClient sns = Sdk.sns(endpoint);
                EventBridgeClient events = Sdk.events(endpoint);
                SqsClient sqs = Sdk.sync(endpoint)) {
            sqs.createQueue(create -> create.queueName("fan-out"));
            String topic = sns.createTopic(create -> create.name("fan-out")).topicArn();
            sns.subscribe(subscribe -> subscribe
                    .topicArn(topic)
                    .protocol("sqs")
                    .endpoint(QUEUE)
                    .attributes(Map.of("RawMessageDelivery", "true")));
            events.putRule(put -> put.name("fan-out").eventPattern("{\"source\": [\"load\"]}"));
            events.putTargets(put -> put.rule("fan-out")
                    .targets(Target.builder()
                            .id("queue")
                            .arn(QUEUE)
                            .inputPath("$.detail.n")
                            .build()));
            return new FanOutLoad(topic);
        }
    }

    void publish(SnsClient sns) {
        int first = next.getAndAdd(BATCH);
        List<PublishBatchRequestEntry> entries = IntStream.range(first, first + BATCH)
                .mapToObj(number -> PublishBatchRequestEntry.builder()
                        .id(Integer.toString(number))
                        .message(Integer.toString(number))
                        .build())
                .toList();
        sns.publishBatch(publish -> publish.topicArn(topic).publishBatchRequestEntries(entries))
                .successful()
                .forEach(entry -> acknowledged.add(entry.id()));
    }

    void put(EventBridgeClient events) {
        int first = next.getAndAdd(BATCH);
        List<PutEventsRequestEntry> entries = IntStream.range(first, first + BATCH)
                .mapToObj(number -> PutEventsRequestEntry.builder()
                        .source("load")
                        .detailType("number")
                        .detail("{\"n\": " + number + "}")
                        .build())
                .toList();
        List<PutEventsResultEntry> results =
                events.putEvents(put -> put.entries(entries)).entries();
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i).eventId() != null) {
                acknowledged.add(Integer.toString(first + i));
            }
        }
    }

    /** Waits until everything that is acknowledged now has been received. */
    void awaitDelivery(SqsClient sqs) {
        Set<String> expected = Set.copyOf(acknowledged);
        String url = sqs.getQueueUrl(get -> get.queueName("fan-out")).queueUrl();
        await().atMost(PATIENCE).untilAsserted(() -> {
            Drain.of(sqs, url, received);
            assertThat(received).containsAll(expected);
        });
    }
}
