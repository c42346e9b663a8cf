package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * A server is killed with {@code kill -9} in the middle of deliveries to a stream, a topic, a FIFO queue, another bus and a stream that does not exist, and started again on the
 * same directory. A rule with a schedule occurs afterwards.
 */
final class EventTargetsDurabilityIT {

    private static final int ENOUGH = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String ARN = "arn:aws:%s:us-east-1:000000000000:%s";

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    @Test
    void every_event_arrives_at_every_target_or_is_in_its_dead_letter_queue(@TempDir Path directory) throws Exception {
        ServerProcess server = ServerProcess.start(directory);
        try (SqsClient sqs = Sdk.sync(server.endpoint())) {
            prepare(server, sqs);
            Thread publisher = Thread.ofVirtual().start(() -> put(server));
            await().atMost(PATIENCE).until(() -> acknowledged.size() >= ENOUGH && waiting(sqs, "q.fifo") > 0);
            assertThat(waiting(sqs, "q.fifo")).as("in the middle").isLessThan(acknowledged.size());
            server.kill();
            publisher.join();
        } finally {
            server.close();
        }
        try (ServerProcess again = ServerProcess.start(directory);
                SqsClient sqs = Sdk.sync(again.endpoint());
                KinesisClient kinesis = KinesisSdk.sync(again.endpoint())) {
            for (String queue : List.of("of-topic", "of-bus", "q.fifo", "dead")) {
                List<String> received = new ArrayList<>();
                await().atMost(PATIENCE).untilAsserted(() -> {
                    Drain.of(sqs, url(sqs, queue), received);
                    assertThat(received).as(queue).containsAll(acknowledged);
                });
                if (queue.equals("q.fifo")) {
                    assertThat(received).doesNotHaveDuplicates();
                }
            }
            Set<String> records = new HashSet<>();
            String iterator = kinesis.getShardIterator(get -> get.streamName("s")
                            .shardId("shardId-000000000000")
                            .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                    .shardIterator();
            await().atMost(PATIENCE).untilAsserted(() -> {
                read(kinesis, iterator, records);
                assertThat(records).containsAll(acknowledged);
            });
            List<String> ticks = new ArrayList<>();
            await().atMost(PATIENCE).untilAsserted(() -> {
                Drain.of(sqs, url(sqs, "ticks"), ticks);
                assertThat(ticks)
                        .anySatisfy(tick -> assertThat(tick)
                                .contains(
                                        "\"detail-type\":\"Scheduled Event\"",
                                        "\"source\":\"aws.events\"",
                                        "\"resources\":[\"arn:aws:events:us-east-1:000000000000:rule/tick\"]"));
            });
        }
    }

    private static int waiting(SqsClient sqs, String queue) {
        return Integer.parseInt(sqs.getQueueAttributes(get ->
                        get.queueUrl(url(sqs, queue)).attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .attributes()
                .getOrDefault(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "0"));
    }

    private static String url(SqsClient sqs, String queue) {
        return sqs.getQueueUrl(get -> get.queueName(queue)).queueUrl();
    }

    private static Target target(String id, String arn) {
        return Target.builder()
                .id(id)
                .arn(arn)
                .inputPath("$.detail.n")
                .deadLetterConfig(dead -> dead.arn(ARN.formatted("sqs", id.equals("gone") ? "dead" : "unused")))
                .build();
    }

    private static void prepare(ServerProcess server, SqsClient sqs) {
        try (EventBridgeClient events = Sdk.events(server.endpoint());
                SnsClient sns = Sdk.sns(server.endpoint());
                KinesisClient kinesis = KinesisSdk.sync(server.endpoint())) {
            for (String queue : List.of("of-topic", "of-bus", "dead", "unused", "ticks")) {
                sqs.createQueue(create -> create.queueName(queue));
            }
            sqs.createQueue(
                    create -> create.queueName("q.fifo").attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true")));
            kinesis.createStream(create -> create.streamName("s").shardCount(1));
            kinesis.waiter().waitUntilStreamExists(describe -> describe.streamName("s"));
            String topic = sns.createTopic(create -> create.name("t")).topicArn();
            sns.subscribe(subscribe -> subscribe
                    .topicArn(topic)
                    .protocol("sqs")
                    .endpoint(ARN.formatted("sqs", "of-topic"))
                    .attributes(Map.of("RawMessageDelivery", "true")));
            String bus = events.createEventBus(create -> create.name("b")).eventBusArn();
            events.putRule(put -> put.name("r").eventPattern("{\"source\": [\"s\"]}"));
            events.putTargets(put -> put.rule("r")
                    .targets(
                            target("stream", ARN.formatted("kinesis", "stream/s")),
                            target("gone", ARN.formatted("kinesis", "stream/gone")),
                            target("topic", topic),
                            target("fifo", ARN.formatted("sqs", "q.fifo")).toBuilder()
                                    .sqsParameters(parameters -> parameters.messageGroupId("g"))
                                    .build(),
                            Target.builder().id("bus").arn(bus).build()));
            events.putRule(put -> put.name("r").eventBusName("b").eventPattern("{\"source\": [\"s\"]}"));
            events.putTargets(
                    put -> put.rule("r").eventBusName("b").targets(target("queue", ARN.formatted("sqs", "of-bus"))));
            events.putRule(put -> put.name("tick").scheduleExpression("cron(* * * * ? *)"));
            events.putTargets(put -> put.rule("tick")
                    .targets(Target.builder()
                            .id("t")
                            .arn(ARN.formatted("sqs", "ticks"))
                            .build()));
        }
    }

    private void put(ServerProcess server) {
        try (EventBridgeClient events = Sdk.events(server.endpoint())) {
            for (int batch = 0; batch < ENOUGH; batch++) {
                int first = batch * 10;
                List<PutEventsRequestEntry> entries = IntStream.range(first, first + 10)
                        .mapToObj(i -> PutEventsRequestEntry.builder()
                                .source("s")
                                .detailType("t")
                                .detail("{\"n\": " + i + "}")
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
        } catch (SdkException e) {
            // The server is dead.
        }
    }

    private static void read(KinesisClient kinesis, String iterator, Set<String> records) {
        String next = iterator;
        int found;
        do {
            String from = next;
            GetRecordsResponse page = kinesis.getRecords(get -> get.shardIterator(from));
            found = page.records().size();
            page.records().forEach(record -> records.add(record.data().asUtf8String()));
            next = page.nextShardIterator();
        } while (found > 0);
    }
}
