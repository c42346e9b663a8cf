package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A server is killed with {@code kill -9} in the middle of deliveries, and started again on the same directory. */
final class SnsHttpDurabilityIT {

    private static final int MESSAGES = 5_000;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern TOKEN = Pattern.compile("\"Token\" : \"([0-9a-f]+)\"");

    /** Every third message is refused for good, every seventh for the first time. */
    private static int status(Webhook.Request request, Set<String> seen) {
        if (!request.path().equals("/flaky") || !request.body().matches("[0-9]+")) {
            return 200;
        }
        int number = Integer.parseInt(request.body());
        if (number % 3 == 0) {
            return 400;
        }
        return number % 7 == 0 && seen.add(request.body()) ? 500 : 200;
    }

    @Test
    void every_delivery_arrives_or_is_in_the_dead_letter_queue(@TempDir Path directory) throws Exception {
        Set<String> refusedOnce = ConcurrentHashMap.newKeySet();
        try (Webhook hook = new Webhook()) {
            CountDownLatch killed = new CountDownLatch(1);
            AtomicInteger requests = new AtomicInteger();
            hook.answer = request -> {
                if (requests.incrementAndGet() > MESSAGES) {
                    // Half of all: the rest is asked for, and hears nothing until the server is dead.
                    awaitQuietly(killed);
                }
                return status(request, refusedOnce);
            };
            ServerProcess server = ServerProcess.start(directory);
            try {
                String topic = prepare(server, hook);
                publish(server, topic);
                await().atMost(PATIENCE).until(() -> requests.get() > MESSAGES + 20);
                assertThat(arrived(hook, "/steady")).as("in the middle").hasSizeLessThan(MESSAGES);
                server.kill();
                killed.countDown();
            } finally {
                server.close();
            }
            Set<String> all =
                    IntStream.range(0, MESSAGES).mapToObj(Integer::toString).collect(Collectors.toSet());
            Set<String> refused =
                    all.stream().filter(body -> Integer.parseInt(body) % 3 == 0).collect(Collectors.toSet());
            Set<String> taken = new HashSet<>(all);
            taken.removeAll(refused);
            try (ServerProcess again = ServerProcess.start(directory);
                    SqsClient sqs = Sdk.sync(again.endpoint())) {
                Set<String> dead = new HashSet<>();
                String url = sqs.getQueueUrl(get -> get.queueName("dlq")).queueUrl();
                await().atMost(PATIENCE).untilAsserted(() -> {
                    Drain.of(sqs, url, dead);
                    assertThat(dead).containsAll(refused);
                });
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(arrived(hook, "/flaky")).containsAll(taken));
                await().atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(arrived(hook, "/steady")).containsAll(all));
                assertThat(dead).isEqualTo(refused);
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

    private static Set<String> arrived(Webhook hook, String path) {
        return hook.of(path).stream().map(Webhook.Request::body).collect(Collectors.toSet());
    }

    private static String prepare(ServerProcess server, Webhook hook) {
        try (SnsClient sns = Sdk.sns(server.endpoint());
                SqsClient sqs = Sdk.sync(server.endpoint())) {
            sqs.createQueue(create -> create.queueName("dlq"));
            String topic = sns.createTopic(create -> create.name("t")).topicArn();
            for (String path : List.of("/flaky", "/steady")) {
                sns.subscribe(subscribe -> subscribe
                        .topicArn(topic)
                        .protocol("http")
                        .endpoint(hook.url(path))
                        .attributes(Map.of(
                                "RawMessageDelivery",
                                "true",
                                "DeliveryPolicy",
                                "{\"healthyRetryPolicy\":{\"minDelayTarget\":1,\"maxDelayTarget\":1,\"numRetries\":50}}",
                                "RedrivePolicy",
                                "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:dlq\"}")));
                await().atMost(PATIENCE).until(() -> !hook.of(path).isEmpty());
                Matcher token = TOKEN.matcher(hook.of(path).getFirst().body());
                assertThat(token.find()).isTrue();
                sns.confirmSubscription(confirm -> confirm.topicArn(topic).token(token.group(1)));
            }
            hook.requests.clear();
            return topic;
        }
    }

    private static void publish(ServerProcess server, String topic) {
        try (SnsClient sns = Sdk.sns(server.endpoint())) {
            for (int first = 0; first < MESSAGES; first += 10) {
                List<PublishBatchRequestEntry> entries = IntStream.range(first, first + 10)
                        .mapToObj(i -> PublishBatchRequestEntry.builder()
                                .id("e" + i)
                                .message(Integer.toString(i))
                                .build())
                        .toList();
                assertThat(sns.publishBatch(publish -> publish.topicArn(topic).publishBatchRequestEntries(entries))
                                .successful())
                        .hasSize(10);
            }
        }
    }
}
