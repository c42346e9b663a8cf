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

/** A server is killed with {@code kill -9} in the middle of a replay, and started again on the same directory. */
final class EventsReplayDurabilityIT {

    /** With their bytes so many pieces, each of which is journaled, that a kill after the first finds most of them undone. */
    private static final int EVENTS = 2_000;

    private static final String LARGE = "x".repeat(20_000);
    private static final int ATTEMPTS = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Instant START = Instant.parse("2026-02-03T00:00:00Z");
    private static final String ACCOUNT = "arn:aws:events:us-east-1:000000000000:";

    @Test
    void every_archived_event_of_the_range_is_replayed(@TempDir Path directory) throws Exception {
        ServerProcess first = ServerProcess.start(directory);
        try (EventBridgeClient events = Sdk.events(first.endpoint());
                SqsClient sqs = Sdk.sync(first.endpoint())) {
            archive(events);
            sqs.createQueue(create -> create.queueName("q"));
        } finally {
            first.close();
        }
        // A replay may be at its end before the kill: then this is no proof, and another one is killed.
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (isKilledInTheMiddle(directory, "again" + attempt)) {
                return;
            }
        }
        throw new AssertionError("no replay was killed before its end");
    }

    /** Whether the replay came to its end after the kill; if so, all of it has arrived. */
    private static boolean isKilledInTheMiddle(Path directory, String replay) {
        ServerProcess server = ServerProcess.start(directory);
        try (EventBridgeClient events = Sdk.events(server.endpoint())) {
            events.putRule(put -> put.name(replay).eventPattern("{\"replay-name\": [\"" + replay + "\"]}"));
            events.putTargets(put -> put.rule(replay)
                    .targets(Target.builder()
                            .id("q")
                            .arn("arn:aws:sqs:us-east-1:000000000000:q")
                            .inputPath("$.detail.n")
                            .build()));
            events.startReplay(start -> start.replayName(replay)
                    .eventSourceArn(ACCOUNT + "archive/a")
                    .eventStartTime(START)
                    .eventEndTime(START.plusSeconds(EVENTS))
                    .destination(destination -> destination.arn(ACCOUNT + "event-bus/default")));
            while (events.describeReplay(describe -> describe.replayName(replay))
                            .eventLastReplayedTime()
                    == null) {
                Thread.onSpinWait();
            }
            server.kill();
        } finally {
            server.close();
        }
        Instant killed = Instant.now();
        try (ServerProcess again = ServerProcess.start(directory);
                EventBridgeClient events = Sdk.events(again.endpoint());
                SqsClient sqs = Sdk.sync(again.endpoint())) {
            await().atMost(PATIENCE)
                    .until(() -> events.describeReplay(describe -> describe.replayName(replay))
                                    .state()
                            == ReplayState.COMPLETED);
            Set<String> all =
                    IntStream.range(0, EVENTS).mapToObj(Integer::toString).collect(Collectors.toSet());
            Set<String> received = new HashSet<>();
            String url = sqs.getQueueUrl(get -> get.queueName("q")).queueUrl();
            await().atMost(PATIENCE).untilAsserted(() -> {
                Drain.of(sqs, url, received);
                assertThat(received).isEqualTo(all);
            });
            return events.describeReplay(describe -> describe.replayName(replay))
                    .replayEndTime()
                    .isAfter(killed);
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
                            .detail("{\"n\": " + i + ", \"large\": \"" + LARGE + "\"}")
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
}
