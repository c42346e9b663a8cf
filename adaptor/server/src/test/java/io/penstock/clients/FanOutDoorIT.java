package io.penstock.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** The other door of SNS and EventBridge: plain Kafka clients on their topics, as docs/services/sns.md and events.md promise them. */
@ExtendWith(SharedServer.class)
final class FanOutDoorIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String SQS = "arn:aws:sqs:us-east-1:000000000000:";
    private static final String BUS = "arn:aws:events:us-east-1:000000000000:event-bus/";

    private final TestServer server;
    private final SnsClient sns;
    private final EventBridgeClient events;
    private final SqsClient sqs;
    private final String name = "door-" + System.nanoTime();
    private final String queue;

    FanOutDoorIT(TestServer server) {
        this.server = server;
        this.sns = Sdk.sns(server.endpoint());
        this.events = Sdk.events(server.endpoint());
        this.sqs = Sdk.sync(server.endpoint());
        this.queue = sqs.createQueue(create -> create.queueName(name)).queueUrl();
    }

    @AfterEach
    void close() {
        sns.close();
        events.close();
        sqs.close();
    }

    private String topic(Map<String, String> attributes) {
        String topic = sns.createTopic(create -> create.name(name)).topicArn();
        sns.subscribe(subscribe ->
                subscribe.topicArn(topic).protocol("sqs").endpoint(SQS + name).attributes(attributes));
        return topic;
    }

    private void rule(String pattern) {
        events.createEventBus(create -> create.name(name));
        events.putRule(put -> put.eventBusName(name).name("r").eventPattern(pattern));
        events.putTargets(put -> put.eventBusName(name)
                .rule("r")
                .targets(Target.builder().id("t").arn(SQS + name).build()));
    }

    private void produce(ProducerRecord<String, String> record, Map<String, String> headers)
            throws ExecutionException, InterruptedException {
        headers.forEach((header, value) -> record.headers().add(header, value.getBytes(UTF_8)));
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", server.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(record).get();
        }
    }

    private List<Message> receive(int count) {
        return receive(count, PATIENCE);
    }

    private List<Message> receive(int count, Duration patience) {
        List<Message> messages = new ArrayList<>();
        await().atMost(patience).until(() -> {
            messages.addAll(sqs.receiveMessage(receive -> receive.queueUrl(queue)
                            .maxNumberOfMessages(10)
                            .waitTimeSeconds(1)
                            .messageAttributeNames("All"))
                    .messages());
            return messages.size() >= count;
        });
        return messages;
    }

    /** The record of a topic that has a header with that value. */
    private ConsumerRecord<String, String> consume(String topic, String header, String value) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", server.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (PartitionInfo each : consumer.partitionsFor(topic)) {
                partitions.add(new TopicPartition(topic, each.partition()));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long until = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < until) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    if (value.equals(text(record, header))) {
                        return record;
                    }
                }
            }
        }
        throw new AssertionError("no record of " + topic + " has " + header + "=" + value);
    }

    private static String text(ConsumerRecord<String, String> record, String header) {
        return record.headers().lastHeader(header) == null
                ? ""
                : new String(record.headers().lastHeader(header).value(), UTF_8);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    @Test
    void a_plain_producer_publishes_with_a_value_and_an_arn() throws Exception {
        String topic = topic(Map.of());
        produce(new ProducerRecord<>("sns.publications", "hello ☃"), Map.of("sns.topic-arn", topic));
        JsonNode envelope = json(receive(1).getFirst().body());
        assertThat(envelope.path("Message").asText()).isEqualTo("hello ☃");
        assertThat(envelope.path("TopicArn").asText()).isEqualTo(topic);
        assertThat(envelope.path("MessageId").asText()).hasSize(36);
        assertThat(envelope.path("SigningCertURL").asText())
                .startsWith(server.endpoint().toString());
    }

    @Test
    void a_plain_producer_has_what_it_says_in_headers_filtered_and_handed_on() throws Exception {
        String topic =
                topic(Map.of("FilterPolicy", "{\"count\": [{\"numeric\": [\">\", 5]}]}", "RawMessageDelivery", "true"));
        Map<String, String> headers = Map.of(
                "sns.topic-arn", topic,
                "sns.message-id", "11111111-2222-4333-8444-555555555555",
                "sns.message-structure", "json",
                "sns.attribute-type.count", "Number");
        Map<String, String> few = new java.util.HashMap<>(headers);
        few.put("sns.attribute.count", "5");
        produce(new ProducerRecord<>("sns.publications", "{\"default\": \"few\"}"), few);
        Map<String, String> many = new java.util.HashMap<>(headers);
        many.put("sns.attribute.count", "6");
        produce(new ProducerRecord<>("sns.publications", "group", "{\"default\": \"d\", \"sqs\": \"many\"}"), many);
        Message message = receive(1).getFirst();
        assertThat(message.body()).isEqualTo("many");
        assertThat(message.messageAttributes()).hasEntrySatisfying("count", count -> {
            assertThat(count.dataType()).isEqualTo("Number");
            assertThat(count.stringValue()).isEqualTo("6");
        });
    }

    /** The topology waits for it, begins anew, and then knows that it never comes. */
    @Test
    void a_version_that_a_producer_made_up_is_waited_for_once() throws Exception {
        String topic = topic(Map.of("RawMessageDelivery", "true"));
        for (String version : List.of("1000000", "999999")) {
            produce(
                    new ProducerRecord<>("sns.publications", version),
                    Map.of("sns.topic-arn", topic, "sns.definitions", version));
        }
        assertThat(receive(2, Duration.ofMinutes(2))).extracting(Message::body).contains("1000000", "999999");
    }

    @Test
    void what_is_no_publication_and_no_event_stops_nothing() throws Exception {
        String topic = topic(Map.of("RawMessageDelivery", "true"));
        rule("{\"source\": [\"plain\"]}");
        produce(new ProducerRecord<>("sns.publications", "no topic"), Map.of());
        produce(new ProducerRecord<>("sns.publications", "no such topic"), Map.of("sns.topic-arn", "nonsense"));
        produce(new ProducerRecord<>("sns.publications", "right"), Map.of("sns.topic-arn", topic));
        produce(new ProducerRecord<>("events.entries", "no bus"), Map.of());
        produce(new ProducerRecord<>("events.entries", "no JSON"), Map.of("events.bus-arn", BUS + name));
        produce(
                new ProducerRecord<>("events.entries", "{\"source\": \"plain\", \"id\": \"i-1\"}"),
                Map.of("events.bus-arn", BUS + name));
        assertThat(receive(2))
                .extracting(Message::body)
                .anyMatch("right"::equals)
                .anyMatch(body -> body.contains("i-1"));
    }

    @Test
    void a_plain_producer_puts_an_event_and_what_it_leaves_out_is_filled_in() throws Exception {
        rule("{\"source\": [\"plain\"], \"detail\": {\"state\": [\"ready\"]}}");
        Instant before = Instant.now().minusSeconds(2);
        produce(
                new ProducerRecord<>("events.entries", "{\"source\": \"plain\", \"detail\": {\"state\": \"ready\"}}"),
                Map.of("events.bus-arn", BUS + name));
        JsonNode event = json(receive(1).getFirst().body());
        assertThat(event.path("version").asText()).isEqualTo("0");
        assertThat(event.path("id").asText()).hasSize(36);
        assertThat(event.path("account").asText()).isEqualTo("000000000000");
        assertThat(event.path("region").asText()).isEqualTo("us-east-1");
        assertThat(event.path("detail-type").asText("missing")).isEmpty();
        assertThat(event.path("resources").isArray()).isTrue();
        assertThat(Instant.parse(event.path("time").asText())).isAfterOrEqualTo(before);
    }

    @Test
    void a_plain_consumer_reads_publications() {
        String topic = topic(Map.of());
        String id = sns.publish(publish -> publish.topicArn(topic)
                        .message("for all to see ☃")
                        .subject("s")
                        .messageGroupId("g")
                        .messageAttributes(Map.of(
                                "color",
                                MessageAttributeValue.builder()
                                        .dataType("String")
                                        .stringValue("blue")
                                        .build())))
                .messageId();
        ConsumerRecord<String, String> record = consume("sns.publications", "sns.message-id", id);
        assertThat(record.value()).isEqualTo("for all to see ☃");
        assertThat(record.key()).isEqualTo("g");
        assertThat(text(record, "sns.topic-arn")).isEqualTo(topic);
        assertThat(text(record, "sns.subject")).isEqualTo("s");
        assertThat(text(record, "sns.attribute.color")).isEqualTo("blue");
    }

    @Test
    void a_plain_consumer_reads_events() {
        events.createEventBus(create -> create.name(name));
        String id = events.putEvents(put -> put.entries(PutEventsRequestEntry.builder()
                        .eventBusName(name)
                        .source("sdk")
                        .detailType("d")
                        .detail("{\"a\": 1}")
                        .build()))
                .entries()
                .getFirst()
                .eventId();
        ConsumerRecord<String, String> record = consume("events.entries", "events.bus-arn", BUS + name);
        JsonNode event = json(record.value());
        assertThat(event.path("id").asText()).isEqualTo(id);
        assertThat(event.path("detail").path("a").asInt()).isEqualTo(1);
    }
}
