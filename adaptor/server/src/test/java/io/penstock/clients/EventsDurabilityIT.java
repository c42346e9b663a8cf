package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
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
import software.amazon.awssdk.services.sqs.SqsClient;

/** A server is killed with {@code kill -9} while events are put and routed, and started again on the same directory. */
final class EventsDurabilityIT {

    private static final int ENOUGH = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    @Test
    void everything_acknowledged_is_delivered(@TempDir Path directory) throws Exception {
        ServerProcess server = ServerProcess.start(directory);
        try {
            prepare(server);
            Thread publisher = Thread.ofVirtual().start(() -> put(server));
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

    private static void prepare(ServerProcess server) {
        try (EventBridgeClient events = Sdk.events(server.endpoint());
                SqsClient sqs = Sdk.sync(server.endpoint())) {
            events.putRule(put -> put.name("r").eventPattern("{\"source\": [\"s\"]}"));
            for (String queue : List.of("a", "b")) {
                sqs.createQueue(create -> create.queueName(queue));
                events.putTargets(put -> put.rule("r")
                        .targets(Target.builder()
                                .id(queue)
                                .arn("arn:aws:sqs:us-east-1:000000000000:" + queue)
                                .inputPath("$.detail.n")
                                .build()));
            }
        }
    }

    private void put(ServerProcess server) {
        try (EventBridgeClient events = Sdk.events(server.endpoint())) {
            for (int batch = 0; ; batch++) {
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
}
