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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutPartnerEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A server is killed with {@code kill -9} while events are put and routed, and started again on the same directory. */
final class EventsDurabilityIT {

    private static final int ENOUGH = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    /** Who puts events, and to which bus. */
    enum Way {
        PUT_EVENTS("default"),
        PUT_PARTNER_EVENTS("aws.partner/example.com/orders");

        private final String bus;

        Way(String bus) {
            this.bus = bus;
        }

        void prepare(EventBridgeClient events) {
            if (this == PUT_PARTNER_EVENTS) {
                events.createPartnerEventSource(create -> create.name(bus).account("000000000000"));
                events.createEventBus(create -> create.name(bus).eventSourceName(bus));
            }
        }

        /** Whether each was taken. */
        List<Boolean> put(EventBridgeClient events, List<String> details) {
            return switch (this) {
                case PUT_EVENTS ->
                    events
                            .putEvents(put -> put.entries(details.stream()
                                    .map(detail -> PutEventsRequestEntry.builder()
                                            .source("s")
                                            .detailType("t")
                                            .detail(detail)
                                            .build())
                                    .toList()))
                            .entries()
                            .stream()
                            .map(result -> result.eventId() != null)
                            .toList();
                case PUT_PARTNER_EVENTS ->
                    events
                            .putPartnerEvents(put -> put.entries(details.stream()
                                    .map(detail -> PutPartnerEventsRequestEntry.builder()
                                            .source(bus)
                                            .detailType("t")
                                            .detail(detail)
                                            .build())
                                    .toList()))
                            .entries()
                            .stream()
                            .map(result -> result.eventId() != null)
                            .toList();
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void everything_acknowledged_is_delivered(Way way, @TempDir Path directory) throws Exception {
        ServerProcess server = ServerProcess.start(directory);
        try {
            prepare(server, way);
            Thread publisher = Thread.ofVirtual().start(() -> put(server, way));
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

    private static void prepare(ServerProcess server, Way way) {
        try (EventBridgeClient events = Sdk.events(server.endpoint());
                SqsClient sqs = Sdk.sync(server.endpoint())) {
            way.prepare(events);
            events.putRule(put -> put.name("r").eventBusName(way.bus).eventPattern("{\"detail-type\": [\"t\"]}"));
            for (String queue : List.of("a", "b")) {
                sqs.createQueue(create -> create.queueName(queue));
                events.putTargets(put -> put.rule("r")
                        .eventBusName(way.bus)
                        .targets(Target.builder()
                                .id(queue)
                                .arn("arn:aws:sqs:us-east-1:000000000000:" + queue)
                                .inputPath("$.detail.n")
                                .build()));
            }
        }
    }

    private void put(ServerProcess server, Way way) {
        try (EventBridgeClient events = Sdk.events(server.endpoint())) {
            for (int batch = 0; ; batch++) {
                int first = batch * 10;
                List<Boolean> taken = way.put(
                        events,
                        IntStream.range(first, first + 10)
                                .mapToObj(i -> "{\"n\": " + i + "}")
                                .toList());
                for (int i = 0; i < taken.size(); i++) {
                    if (taken.get(i)) {
                        acknowledged.add(Integer.toString(first + i));
                    }
                }
            }
        } catch (SdkException e) {
            // The server is dead.
        }
    }
}
