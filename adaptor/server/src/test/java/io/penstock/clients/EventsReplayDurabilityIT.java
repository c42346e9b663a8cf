package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.ReplayState;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/** A server is killed with {@code kill -9} in the middle of a replay, and started again on the same directory. */
final class EventsReplayDurabilityIT {

    private static final int EVENTS = 8_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Instant START = Instant.parse("2026-02-03T00:00:00Z");
    private static final String ACCOUNT = "arn:aws:events:us-east-1:000000000000:";

    @Test
    void every_archived_event_of_the_range_is_replayed(@TempDir Path directory) throws Exception {
        ServerProcess server = ServerProcess.start(directory);
        try (EventBridgeClient events = Sdk.events(server.endpoint());
                SqsClient sqs = Sdk.sync(server.endpoint())) {
            archive(events);
            sqs.createQueue(create -> create.queueName("q"));
            events.putRule(put -> put.name("r").eventPattern("{\"replay-name\": [\"again\"]}"));
            events.putTargets(put -> put.rule("r")
                    .targets(Target.builder()
                            .id("q")
                            .arn("arn:aws:sqs:us-east-1:000000000000:q")
                            .inputPath("$.detail.n")
                            .build()));
            events.startReplay(start -> start.replayName("again")
                    .eventSourceArn(ACCOUNT + "archive/a")
                    .eventStartTime(START)
                    .eventEndTime(START.plusSeconds(EVENTS))
                    .destination(destination -> destination.arn(ACCOUNT + "event-bus/default")));
            while (events.describeReplay(describe -> describe.replayName("again"))
                            .eventLastReplayedTime()
                    == null) {
                Thread.onSpinWait();
            }
            server.kill();
        } finally {
            server.close();
        }
        try (ServerProcess again = ServerProcess.start(directory);
                EventBridgeClient events = Sdk.events(again.endpoint());
                SqsClient sqs = Sdk.sync(again.endpoint())) {
            ReplayState state = events.describeReplay(describe -> describe.replayName("again"))
                    .state();
            assertThat(state).as("in the middle").isIn(ReplayState.RUNNING, ReplayState.COMPLETED);
            Set<String> all =
                    IntStream.range(0, EVENTS).mapToObj(Integer::toString).collect(Collectors.toSet());
            Set<String> received = new HashSet<>();
            String url = sqs.getQueueUrl(get -> get.queueName("q")).queueUrl();
            await().atMost(PATIENCE).untilAsserted(() -> {
                drain(sqs, url, received);
                assertThat(received).hasSize(EVENTS);
            });
            assertThat(received).isEqualTo(all);
            await().atMost(PATIENCE)
                    .until(() -> events.describeReplay(describe -> describe.replayName("again"))
                                    .state()
                            == ReplayState.COMPLETED);
        }
    }

    private static void archive(EventBridgeClient events) {
        events.createArchive(create -> create.archiveName("a").eventSourceArn(ACCOUNT + "event-bus/default"));
        for (int first = 0; first < EVENTS; first += 10) {
            List<PutEventsRequestEntry> entries = IntStream.range(first, first + 10)
                    .mapToObj(i -> PutEventsRequestEntry.builder()
                            .source("s")
                            .detailType("t")
                            .time(START.plusSeconds(i))
                            .detail("{\"n\": " + i + "}")
                            .build())
                    .toList();
            assertThat(events.putEvents(put -> put.entries(entries)).failedEntryCount())
                    .isZero();
        }
        await().atMost(PATIENCE)
                .until(() -> events.describeArchive(describe -> describe.archiveName("a"))
                                .eventCount()
                        == EVENTS);
    }

    private static void drain(SqsClient sqs, String url, Set<String> received) {
        List<Message> messages;
        do {
            messages = sqs.receiveMessage(receive ->
                            receive.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(1))
                    .messages();
            messages.forEach(message -> received.add(message.body()));
            List<DeleteMessageBatchRequestEntry> entries = messages.stream()
                    .map(message -> DeleteMessageBatchRequestEntry.builder()
                            .id(message.messageId())
                            .receiptHandle(message.receiptHandle())
                            .build())
                    .toList();
            if (!entries.isEmpty()) {
                sqs.deleteMessageBatch(delete -> delete.queueUrl(url).entries(entries));
            }
        } while (!messages.isEmpty());
    }
}
