package io.penstock.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.ArchiveState;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.ReplayState;
import software.amazon.awssdk.services.eventbridge.model.StartReplayResponse;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Archives and replays over HTTP, with the SDK for Java v2 and a plain Kafka consumer. */
@ExtendWith(SharedServer.class)
final class EventsReplayIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ACCOUNT = "arn:aws:events:us-east-1:000000000000:";
    private static final Instant START = Instant.parse("2026-02-03T04:05:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestServer server;
    private final EventBridgeClient events;
    private final SqsClient sqs;
    private final String name = "replay-" + System.nanoTime();
    private final String bus = ACCOUNT + "event-bus/" + name;

    EventsReplayIT(TestServer server) {
        this.server = server;
        this.events = Sdk.events(server.endpoint());
        this.sqs = Sdk.sync(server.endpoint());
    }

    @AfterEach
    void close() {
        events.close();
        sqs.close();
    }

    private void put(int from, int to) {
        for (int i = from; i < to; i++) {
            PutEventsRequestEntry entry = PutEventsRequestEntry.builder()
                    .eventBusName(name)
                    .source(i % 2 == 0 ? "even" : "odd")
                    .detailType("t")
                    .time(START.plusSeconds(i))
                    .detail("{\"n\": " + i + ", \"price\": 1.50}")
                    .build();
            assertThat(events.putEvents(put -> put.entries(entry)).failedEntryCount())
                    .isZero();
        }
    }

    private void rule(String rule) {
        sqs.createQueue(create -> create.queueName(name + rule));
        events.putRule(put -> put.name(rule).eventBusName(name).eventPattern("{\"detail-type\": [\"t\"]}"));
        events.putTargets(put -> put.rule(rule)
                .eventBusName(name)
                .targets(Target.builder()
                        .id("t")
                        .arn("arn:aws:sqs:us-east-1:000000000000:" + name + rule)
                        .build()));
    }

    private List<JsonNode> receive(String rule, int count) throws Exception {
        String url = sqs.getQueueUrl(get -> get.queueName(name + rule)).queueUrl();
        List<JsonNode> received = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            for (var message : sqs.receiveMessage(receive ->
                            receive.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(1))
                    .messages()) {
                received.add(JSON.readTree(message.body()));
            }
            return received.size() >= count;
        });
        return received;
    }

    private void awaitCount(String archive, long count) {
        await().atMost(PATIENCE)
                .until(() -> events.describeArchive(describe -> describe.archiveName(archive))
                                .eventCount()
                        == count);
    }

    private StartReplayResponse start(String replay, int from, int to, String... rules) {
        return events.startReplay(start -> start.replayName(replay)
                .eventSourceArn(ACCOUNT + "archive/" + name)
                .eventStartTime(START.plusSeconds(from))
                .eventEndTime(START.plusSeconds(to))
                .destination(destination -> destination.arn(bus).filterArns(rules)));
    }

    private static void refused(String code, String text, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(EventBridgeException.class, refused -> {
            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(refused.awsErrorDetails().errorMessage()).contains(text);
        });
    }

    @Test
    void what_was_archived_is_replayed_to_the_rules_of_the_filter_and_not_archived_again() throws Exception {
        events.createEventBus(create -> create.name(name));
        put(0, 3);
        String archive = events.createArchive(create -> create.archiveName(name)
                        .eventSourceArn(bus)
                        .eventPattern("{\"source\": [\"even\"]}")
                        .retentionDays(7))
                .archiveArn();
        assertThat(archive).isEqualTo(ACCOUNT + "archive/" + name);
        put(10, 30);
        awaitCount(name, 10);
        rule("all");
        rule("one");
        String one = ACCOUNT + "rule/" + name + "/one";
        assertThat(start(name, 12, 20, one).state()).isEqualTo(ReplayState.STARTING);
        List<JsonNode> received = receive("one", 4);
        assertThat(received)
                .extracting(event -> event.path("detail").path("n").asInt())
                .containsExactlyInAnyOrder(12, 14, 16, 18);
        assertThat(received).allSatisfy(event -> {
            assertThat(event.path("replay-name").asText()).isEqualTo(name);
            assertThat(event.path("source").asText()).isEqualTo("even");
        });
        await().atMost(PATIENCE)
                .until(() -> events.describeReplay(describe -> describe.replayName(name))
                                .state()
                        == ReplayState.COMPLETED);
        var replay = events.describeReplay(describe -> describe.replayName(name));
        assertThat(replay.eventLastReplayedTime()).isEqualTo(START.plusSeconds(18));
        assertThat(replay.destination().filterArns()).containsExactly(one);
        assertThat(replay.eventSourceArn()).isEqualTo(archive);
        start(name + "-2", 18, 19);
        assertThat(receive("all", 1))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.path("replay-name").asText()).isEqualTo(name + "-2"));
        assertThat(events.describeArchive(describe -> describe.archiveName(name))
                        .eventCount())
                .isEqualTo(10);
        assertThat(events.listReplays(list -> list.namePrefix(name)).replays()).hasSize(2);
    }

    /** The other door. */
    @Test
    void a_plain_consumer_reads_an_archive_and_sizes_are_true() throws Exception {
        events.createEventBus(create -> create.name(name));
        events.createArchive(create -> create.archiveName(name).eventSourceArn(bus));
        put(0, 5);
        awaitCount(name, 5);
        TopicPartition topic = new TopicPartition("events.archive.us-east-1.000000000000." + name, 0);
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", server.bootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(topic));
            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return records.size() == 5;
            });
        }
        JsonNode first = JSON.readTree(records.getFirst().value());
        assertThat(first.path("id").asText()).isEqualTo(records.getFirst().key());
        assertThat(new String(
                        records.getFirst()
                                .headers()
                                .lastHeader("events.bus-arn")
                                .value(),
                        UTF_8))
                .isEqualTo(bus);
        assertThat(events.describeArchive(describe -> describe.archiveName(name))
                        .sizeBytes())
                .isEqualTo(records.stream()
                        .mapToLong(record -> record.value().length())
                        .sum());
        assertThat(records.getFirst().value()).contains("\"price\":1.5");
    }

    @Test
    void what_aws_refuses_is_refused_in_its_words() {
        events.createEventBus(create -> create.name(name));
        refused(
                "ResourceNotFoundException",
                "Event bus none does not exist.",
                () -> events.createArchive(
                        create -> create.archiveName(name).eventSourceArn(ACCOUNT + "event-bus/none")));
        refused(
                "InvalidEventPatternException",
                "Event pattern is not valid.",
                () -> events.createArchive(
                        create -> create.archiveName(name).eventSourceArn(bus).eventPattern("{\"a\": 1}")));
        events.createArchive(create -> create.archiveName(name).eventSourceArn(bus));
        refused(
                "ResourceAlreadyExistsException",
                "Archive " + name + " already exists.",
                () -> events.createArchive(create -> create.archiveName(name).eventSourceArn(bus)));
        refused(
                "ResourceNotFoundException",
                "Archive none does not exist.",
                () -> events.describeArchive(describe -> describe.archiveName("none")));
        refused(
                "ValidationException",
                "Event bus can't be deleted since it has rules.",
                () -> events.deleteEventBus(delete -> delete.name(name)));
        refused("ValidationException", "EventStartTime must be before EventEndTime.", () -> start(name, 10, 10));
        refused(
                "ValidationException",
                "Cross event bus replay is not permitted.",
                () -> events.startReplay(start -> start.replayName(name)
                        .eventSourceArn(ACCOUNT + "archive/" + name)
                        .eventStartTime(START)
                        .eventEndTime(START.plusSeconds(1))
                        .destination(destination -> destination.arn(ACCOUNT + "event-bus/default"))));
        refused(
                "ValidationException",
                "Archive none does not exist.",
                () -> events.startReplay(start -> start.replayName(name)
                        .eventSourceArn(ACCOUNT + "archive/none")
                        .eventStartTime(START)
                        .eventEndTime(START.plusSeconds(1))
                        .destination(destination -> destination.arn(bus))));
    }

    @Test
    void what_is_over_or_gone_is_refused_and_a_name_is_free_again() {
        events.createEventBus(create -> create.name(name));
        events.createArchive(create -> create.archiveName(name).eventSourceArn(bus));
        start(name, 0, 1);
        refused("ResourceAlreadyExistsException", "already exists", () -> start(name, 0, 1));
        await().atMost(PATIENCE)
                .until(() -> events.describeReplay(describe -> describe.replayName(name))
                                .state()
                        == ReplayState.COMPLETED);
        refused("IllegalStatusException", name, () -> events.cancelReplay(cancel -> cancel.replayName(name)));
        refused(
                "ResourceNotFoundException",
                "Replay none does not exist.",
                () -> events.cancelReplay(cancel -> cancel.replayName("none")));
        events.updateArchive(update -> update.archiveName(name).description("d").retentionDays(3));
        var archive = events.describeArchive(describe -> describe.archiveName(name));
        assertThat(archive.state()).isEqualTo(ArchiveState.ENABLED);
        assertThat(archive.retentionDays()).isEqualTo(3);
        assertThat(events.listArchives(list -> list.eventSourceArn(bus)).archives())
                .hasSize(1);
        events.deleteArchive(delete -> delete.archiveName(name));
        refused("ResourceNotFoundException", name, () -> events.deleteArchive(delete -> delete.archiveName(name)));
        events.deleteEventBus(delete -> delete.name(name));
        await("the name is free again").atMost(PATIENCE).ignoreExceptions().until(() -> {
            events.createArchive(create -> create.archiveName(name).eventSourceArn(ACCOUNT + "event-bus/default"));
            return true;
        });
        events.deleteArchive(delete -> delete.archiveName(name));
    }
}
