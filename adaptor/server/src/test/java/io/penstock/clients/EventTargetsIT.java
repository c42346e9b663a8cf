package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Targets of EventBridge besides standard queues, over HTTP with the SDK for Java v2. */
@ExtendWith(SharedServer.class)
final class EventTargetsIT {

    private static final String SQS = "arn:aws:sqs:us-east-1:000000000000:";
    private static final String OTHER = "111122223333";

    private final TestServer server;
    private final EventBridgeClient events;
    private final SqsClient sqs;
    private final String name = "targets-" + System.nanoTime();

    EventTargetsIT(TestServer server) {
        this.server = server;
        this.events = Sdk.events(server.endpoint());
        this.sqs = Sdk.sync(server.endpoint());
    }

    @AfterEach
    void close() {
        events.close();
        sqs.close();
    }

    private String queue(String suffix) {
        sqs.createQueue(create -> create.queueName(name + suffix));
        return SQS + name + suffix;
    }

    private String bus(String suffix) {
        return events.createEventBus(create -> create.name(name + suffix)).eventBusArn();
    }

    private static Target target(String arn, Consumer<Target.Builder> more) {
        return Target.builder().id("t").arn(arn).applyMutation(more).build();
    }

    private void rule(EventBridgeClient client, String bus, Target... targets) {
        client.putRule(put -> put.name(name).eventBusName(bus).eventPattern("{\"source\": [\"" + name + "\"]}"));
        client.putTargets(put -> put.rule(name).eventBusName(bus).targets(targets));
    }

    private String put(String bus, String detail) {
        return events.putEvents(put -> put.entries(PutEventsRequestEntry.builder()
                        .eventBusName(bus)
                        .source(name)
                        .detailType("Order")
                        .detail(detail)
                        .build()))
                .entries()
                .getFirst()
                .eventId();
    }

    private List<Message> receive(String suffix, int count) {
        String url = sqs.getQueueUrl(get -> get.queueName(name + suffix)).queueUrl();
        List<Message> messages = new ArrayList<>();
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            messages.addAll(sqs.receiveMessage(receive -> receive.queueUrl(url)
                            .maxNumberOfMessages(10)
                            .waitTimeSeconds(1)
                            .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                            .messageAttributeNames("All"))
                    .messages());
            return messages.size() >= count;
        });
        return messages;
    }

    private static String attribute(Message message, String name) {
        return Optional.ofNullable(message.messageAttributes().get(name))
                .map(MessageAttributeValue::stringValue)
                .orElse("none");
    }

    @Test
    void a_fifo_queue_gets_each_event_once_in_the_group_of_the_target() {
        sqs.createQueue(
                create -> create.queueName(name + ".fifo").attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true")));
        rule(
                events,
                "default",
                target(
                        SQS + name + ".fifo",
                        target -> target.inputPath("$.detail.n")
                                .sqsParameters(parameters -> parameters.messageGroupId("g"))));
        put("default", "{\"n\": 1}");
        assertThat(receive(".fifo", 1)).singleElement().satisfies(message -> {
            assertThat(message.body()).isEqualTo("1");
            assertThat(message.attributes()).containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "g");
        });
    }

    @Test
    void a_stream_gets_records_under_the_key_that_the_path_finds_or_the_id_of_the_event() {
        try (KinesisClient kinesis = KinesisSdk.sync(server.endpoint())) {
            TestStream stream = TestStream.create(kinesis, 1);
            rule(
                    events,
                    "default",
                    target(
                            stream.arn(),
                            target -> target.kinesisParameters(
                                    parameters -> parameters.partitionKeyPath("$.detail.customer"))));
            put("default", "{\"customer\": \"c7\"}");
            String id = put("default", "{}");
            String iterator = stream.iterator("shardId-000000000000", ShardIteratorType.TRIM_HORIZON);
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                List<Record> records =
                        kinesis.getRecords(get -> get.shardIterator(iterator)).records();
                assertThat(records).extracting(Record::partitionKey).contains("c7", id);
                assertThat(records.getFirst().data().asUtf8String()).contains("\"source\":\"" + name + "\"");
            });
        }
    }

    @Test
    void a_topic_gets_the_event_as_its_message() {
        try (SnsClient sns = Sdk.sns(server.endpoint())) {
            String topic = sns.createTopic(create -> create.name(name)).topicArn();
            sns.subscribe(subscribe -> subscribe
                    .topicArn(topic)
                    .protocol("sqs")
                    .endpoint(queue("of-topic"))
                    .attributes(Map.of("RawMessageDelivery", "true")));
            rule(events, "default", target(topic, target -> target.input("{\"fixed\": true}")));
            put("default", "{}");
            assertThat(receive("of-topic", 1).getFirst().body()).isEqualTo("{\"fixed\": true}");
        }
    }

    @Test
    void an_event_goes_to_another_bus_as_it_is_and_from_there_to_no_third_one() {
        bus("a");
        String second = bus("b");
        String third = bus("c");
        rule(events, name + "a", target(second, target -> {}));
        rule(
                events,
                name + "b",
                target(queue("of-b"), target -> {}),
                target(third, target -> target.id("third").deadLetterConfig(dead -> dead.arn(queue("dead")))));
        rule(events, name + "c", target(queue("of-c"), target -> {}));
        events.putTargets(put -> put.rule(name)
                .eventBusName(name + "a")
                .targets(target(
                        "arn:aws:events:us-east-1:000000000000:event-bus/" + name + "a",
                        target -> target.id("itself").deadLetterConfig(dead -> dead.arn(queue("loop"))))));
        String id = put(name + "a", "{\"n\": 1}");
        assertThat(receive("of-b", 1).getFirst().body()).contains("\"id\":\"" + id + "\"");
        Message letter = receive("dead", 1).getFirst();
        assertThat(attribute(letter, "ERROR_CODE")).isEqualTo("THIRD_ACCOUNT_HOP_DETECTED");
        assertThat(attribute(letter, "TARGET_ARN")).isEqualTo(third);
        assertThat(attribute(receive("loop", 1).getFirst(), "ERROR_CODE")).isEqualTo("LOOP_DETECTED");
        put(name + "b", "{\"n\": 2}");
        assertThat(receive("of-c", 1))
                .singleElement()
                .satisfies(message -> assertThat(message.body()).contains("{\"n\":2}"));
    }

    @Test
    void an_event_goes_to_a_bus_of_another_account_and_region() {
        try (EventBridgeClient others = EventBridgeClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(OTHER, "x")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            String far = others.createEventBus(create -> create.name(name)).eventBusArn();
            assertThat(far).isEqualTo("arn:aws:events:eu-west-1:" + OTHER + ":event-bus/" + name);
            rule(others, name, target(queue("far"), target -> {}));
            rule(events, "default", target(far, target -> {}));
            put("default", "{}");
            assertThat(receive("far", 1).getFirst().body())
                    .contains("\"account\":\"000000000000\"", "\"region\":\"us-east-1\"");
        }
    }

    @Test
    void what_a_target_refuses_goes_to_its_dead_letter_queue_with_the_reason() {
        String gone = "arn:aws:kinesis:us-east-1:000000000000:stream/" + name;
        String dead = queue("dead");
        rule(
                events,
                "default",
                target(gone, target -> target.inputPath("$.detail").deadLetterConfig(config -> config.arn(dead))),
                target(
                        "arn:aws:events:us-east-1:000000000000:event-bus/" + name,
                        target -> target.id("bus").deadLetterConfig(config -> config.arn(dead))));
        put("default", "{\"n\": 1}");
        List<Message> letters = receive("dead", 2);
        assertThat(letters).allSatisfy(letter -> {
            assertThat(attribute(letter, "ERROR_CODE")).isEqualTo("NO_RESOURCE");
            assertThat(attribute(letter, "RETRY_ATTEMPTS")).isEqualTo("0");
            assertThat(attribute(letter, "RULE_ARN")).endsWith(":rule/" + name);
            assertThat(letter.messageAttributes()).doesNotContainKey("EXHAUSTED_RETRY_CONDITION");
        });
        assertThat(letters).anySatisfy(letter -> {
            assertThat(attribute(letter, "TARGET_ARN")).isEqualTo(gone);
            assertThat(letter.body()).isEqualTo("{\"n\":1}");
            assertThat(attribute(letter, "ERROR_MESSAGE")).startsWith("ResourceNotFoundException");
        });
    }

    private void refused(String text, Target target) {
        assertThatThrownBy(() -> events.putTargets(put -> put.rule(name).targets(target)))
                .isInstanceOfSatisfying(
                        EventBridgeException.class,
                        refused -> assertThat(refused.awsErrorDetails().errorCode())
                                .isEqualTo("ValidationException"))
                .hasMessageContaining(text);
    }

    @Test
    void parameters_are_told_back_and_what_cannot_be_reached_is_refused() {
        Target stream = target(
                "arn:aws:kinesis:us-east-1:000000000000:stream/s",
                target -> target.kinesisParameters(kinesis -> kinesis.partitionKeyPath("$.id"))
                        .retryPolicy(retry -> retry.maximumRetryAttempts(7).maximumEventAgeInSeconds(60)));
        Target fifo = target(
                SQS + "q.fifo", target -> target.id("f").sqsParameters(parameters -> parameters.messageGroupId("g")));
        rule(events, "default", stream, fifo);
        assertThat(events.listTargetsByRule(list -> list.rule(name)).targets()).containsExactlyInAnyOrder(stream, fifo);
        refused("are not available here", target("arn:aws:lambda:us-east-1:000000000000:function:f", target -> {}));
        refused("MessageGroupId must be specified", target(SQS + "q.fifo", target -> {}));
        refused("FIFO topics", target("arn:aws:sns:us-east-1:000000000000:t.fifo", target -> {}));
        refused(
                "Modifying the input",
                target("arn:aws:events:us-east-1:000000000000:event-bus/b", target -> target.input("{}")));
        refused(
                "KinesisParameters are for streams",
                target(SQS + "q", target -> target.kinesisParameters(kinesis -> kinesis.partitionKeyPath("$.id"))));
        refused(
                "Invalid PartitionKeyPath",
                target(
                        "arn:aws:kinesis:us-east-1:000000000000:stream/s",
                        target -> target.kinesisParameters(kinesis -> kinesis.partitionKeyPath("x"))));
    }
}
