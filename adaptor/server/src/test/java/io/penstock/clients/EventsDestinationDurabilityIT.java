package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.ApiDestinationHttpMethod;
import software.amazon.awssdk.services.eventbridge.model.ConnectionAuthorizationType;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A server is killed with {@code kill -9} in the middle of calls of an API destination, and started again on the same directory. */
final class EventsDestinationDurabilityIT {

    private static final int EVENTS = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Test
    void every_event_arrives_or_is_in_the_dead_letter_queue(@TempDir Path directory) throws Exception {
        try (Webhook hook = new Webhook()) {
            CountDownLatch killed = new CountDownLatch(1);
            AtomicInteger requests = new AtomicInteger();
            hook.answer = request -> {
                if (requests.incrementAndGet() > EVENTS / 2) {
                    awaitQuietly(killed);
                }
                return Integer.parseInt(request.body()) % 3 == 0 ? 400 : 200;
            };
            ServerProcess server = ServerProcess.start(directory);
            try {
                prepare(server, hook);
                await().atMost(PATIENCE).until(() -> requests.get() > EVENTS / 2);
                server.kill();
                killed.countDown();
            } finally {
                server.close();
            }
            Set<String> all =
                    IntStream.range(0, EVENTS).mapToObj(Integer::toString).collect(Collectors.toSet());
            Set<String> refused =
                    all.stream().filter(body -> Integer.parseInt(body) % 3 == 0).collect(Collectors.toSet());
            try (ServerProcess again = ServerProcess.start(directory);
                    SqsClient sqs = Sdk.sync(again.endpoint())) {
                Set<String> dead = new HashSet<>();
                String url = sqs.getQueueUrl(get -> get.queueName("dlq")).queueUrl();
                await().atMost(PATIENCE).untilAsserted(() -> {
                    sqs.receiveMessage(receive -> receive.queueUrl(url)
                                    .maxNumberOfMessages(10)
                                    .waitTimeSeconds(1))
                            .messages()
                            .forEach(message -> dead.add(message.body()));
                    assertThat(dead).isEqualTo(refused);
                });
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(hook.requests.stream()
                                        .map(Webhook.Request::body)
                                        .collect(Collectors.toSet()))
                                .isEqualTo(all));
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void prepare(ServerProcess server, Webhook hook) {
        try (EventBridgeClient events = Sdk.events(server.endpoint());
                SqsClient sqs = Sdk.sync(server.endpoint())) {
            sqs.createQueue(create -> create.queueName("dlq"));
            String connection = events.createConnection(create -> create.name("c")
                            .authorizationType(ConnectionAuthorizationType.API_KEY)
                            .authParameters(auth -> auth.apiKeyAuthParameters(
                                    key -> key.apiKeyName("X-Api-Key").apiKeyValue("v"))))
                    .connectionArn();
            String destination = events.createApiDestination(create -> create.name("d")
                            .connectionArn(connection)
                            .invocationEndpoint(hook.url("/"))
                            .invocationRateLimitPerSecond(10_000)
                            .httpMethod(ApiDestinationHttpMethod.POST))
                    .apiDestinationArn();
            events.putRule(put -> put.name("r").eventPattern("{\"source\": [\"s\"]}"));
            events.putTargets(put -> put.rule("r")
                    .targets(Target.builder()
                            .id("t")
                            .arn(destination)
                            .inputPath("$.detail.n")
                            .deadLetterConfig(dead -> dead.arn("arn:aws:sqs:us-east-1:000000000000:dlq"))
                            .build()));
            for (int first = 0; first < EVENTS; first += 10) {
                List<PutEventsRequestEntry> entries = IntStream.range(first, first + 10)
                        .mapToObj(i -> PutEventsRequestEntry.builder()
                                .source("s")
                                .detailType("t")
                                .detail("{\"n\": " + i + "}")
                                .build())
                        .toList();
                assertThat(events.putEvents(put -> put.entries(entries)).failedEntryCount())
                        .isZero();
            }
        }
    }
}
