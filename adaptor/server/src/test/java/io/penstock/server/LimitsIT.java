package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.penstock.server.settings.SettingsLoader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.FilterPolicyLimitExceededException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.OverLimitException;
import software.amazon.awssdk.services.sqs.model.PurgeQueueInProgressException;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDeletedRecentlyException;
import software.amazon.awssdk.services.sqs.model.RequestThrottledException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** {@code limits: aws} on a real port: what AWS makes callers wait for, and how much it lets them have at once. Time passes at the tests' word. */
class LimitsIT {

    private static final int PARTITIONS = 64;

    /** AWS's 120,000 in flight, an equal share for each partition. */
    private static final int SHARE = 120_000 / PARTITIONS;

    @TempDir
    static Path data;

    private static final TestClock CLOCK = new TestClock();
    private static Penstock penstock;
    private static SqsClient sqs;

    /** The system's time, moved, and standing still where a test asks for it. */
    private static final class TestClock implements InstantSource {
        private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
        private volatile Instant stopped = Instant.EPOCH;

        @Override
        public Instant instant() {
            return stopped.equals(Instant.EPOCH)
                    ? InstantSource.system().instant().plus(ahead.get())
                    : stopped;
        }

        void advance(Duration by) {
            ahead.updateAndGet(by::plus);
        }

        void advanceTo(Duration total) {
            ahead.set(total);
        }

        void stop() {
            stopped = instant();
        }

        void go() {
            stopped = Instant.EPOCH;
        }
    }

    @BeforeAll
    static void start() {
        penstock = Penstock.start(
                new SettingsLoader(Map.of())
                        .commandLine(Map.of(
                                "http.port", "0", "management.port", "0", "limits", "aws", "data-dir", data.toString()))
                        .load(),
                CLOCK);
        sqs = SqsClient.builder()
                .endpointOverride(URI.create(penstock.endpoint()))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(config -> config.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    @AfterAll
    static void stop() {
        sqs.close();
        penstock.close();
    }

    @AfterEach
    void timeGoesOn() {
        CLOCK.go();
    }

    private static String create(String name, Map<QueueAttributeName, String> attributes) {
        return sqs.createQueue(request -> request.queueName(name).attributes(attributes))
                .queueUrl();
    }

    private static List<Message> receive(String url) {
        return sqs.receiveMessage(
                        request -> request.queueUrl(url).maxNumberOfMessages(10).visibilityTimeout(600))
                .messages();
    }

    private static void assertRefused(Class<? extends SqsException> type, String code, ThrowingCallable call) {
        SqsException refused = catchThrowableOfType(type, call);
        assertThat(refused).isNotNull();
        assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code);
    }

    @Test
    void a_second_purge_waits_for_sixty_seconds() {
        String url = create("purged", Map.of());
        sqs.purgeQueue(request -> request.queueUrl(url));
        CLOCK.advance(Duration.ofSeconds(50));

        assertRefused(
                PurgeQueueInProgressException.class,
                "AWS.SimpleQueueService.PurgeQueueInProgress",
                () -> sqs.purgeQueue(request -> request.queueUrl(url)));
        CLOCK.advance(Duration.ofSeconds(10));
        sqs.purgeQueue(request -> request.queueUrl(url));
    }

    @Test
    void the_name_of_a_deleted_queue_is_taken_for_sixty_seconds() {
        String url = create("deleted", Map.of());
        sqs.deleteQueue(request -> request.queueUrl(url));
        CLOCK.advance(Duration.ofSeconds(50));

        assertRefused(
                QueueDeletedRecentlyException.class,
                "AWS.SimpleQueueService.QueueDeletedRecently",
                () -> create("deleted", Map.of()));
        CLOCK.advance(Duration.ofSeconds(10));
        assertThat(create("deleted", Map.of())).isEqualTo(url);
    }

    @Test
    void a_fifo_queue_takes_300_calls_a_second_of_each_action() {
        String url = create("orders.fifo", Map.of(QueueAttributeName.FIFO_QUEUE, "true"));
        CLOCK.stop();
        for (int i = 0; i < 300; i++) {
            send(url, i);
        }

        assertRefused(RequestThrottledException.class, "RequestThrottled", () -> send(url, 300));
        assertThat(receive(url)).hasSize(10);
        CLOCK.go();
        CLOCK.advance(Duration.ofSeconds(1));
        send(url, 301);
    }

    private static void send(String url, int number) {
        sqs.sendMessage(request -> request.queueUrl(url)
                .messageBody("m" + number)
                .messageGroupId("g")
                .messageDeduplicationId("d" + number));
    }

    @Test
    void a_message_expires_with_its_retention_period_and_not_before() {
        String url = create("short", Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "3600"));
        sqs.sendMessage(request -> request.queueUrl(url).messageBody("will expire"));
        // From Kafka's time, with which the message was stamped.
        CLOCK.advanceTo(Duration.ofSeconds(3_570));
        assertThat(sqs.receiveMessage(request ->
                                request.queueUrl(url).waitTimeSeconds(10).visibilityTimeout(0))
                        .messages())
                .hasSize(1);

        CLOCK.advance(Duration.ofSeconds(30));
        assertThat(receive(url)).isEmpty();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(sqs.getQueueAttributes(request -> request.queueUrl(url)
                                        .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                                .attributes())
                        .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "0"));
        assertRefused(
                SqsException.class,
                "InvalidAttributeValue",
                () -> create("shorter", Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "59")));
    }

    @Test
    void a_short_poll_of_a_standard_queue_with_too_many_messages_in_flight_is_refused() throws Exception {
        String url = wide("wide", Map.of());
        fillFirstPartition("sqs.us-east-1.000000000000.wide", SHARE + 1, number -> "");

        assertThat(receiveUntilNothing(url)).isEqualTo(SHARE);
        OverLimitException refused = catchThrowableOfType(OverLimitException.class, () -> receive(url));
        assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("OverLimit");
        assertThat(refused.statusCode()).isEqualTo(403);
    }

    @Test
    void a_poll_of_a_fifo_queue_with_too_many_messages_in_flight_receives_none() throws Exception {
        String url = wide(
                "wide.fifo",
                Map.of(
                        QueueAttributeName.FIFO_QUEUE, "true",
                        QueueAttributeName.DEDUPLICATION_SCOPE, "messageGroup",
                        QueueAttributeName.FIFO_THROUGHPUT_LIMIT, "perMessageGroupId"));
        fillFirstPartition("sqs-fifo.us-east-1.000000000000.wide", SHARE + 1, number -> "g" + number);

        assertThat(receiveUntilNothing(url)).isEqualTo(SHARE);
        assertThat(receive(url)).isEmpty();
    }

    private static String wide(String name, Map<QueueAttributeName, String> attributes) {
        return sqs.createQueue(CreateQueueRequest.builder()
                        .queueName(name)
                        .attributes(attributes)
                        .tags(Map.of("penstock:partitions", Integer.toString(PARTITIONS)))
                        .build())
                .queueUrl();
    }

    /** As plain Kafka producers may. */
    private static void fillFirstPartition(String topic, int count, IntFunction<String> key) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                // One request at a time: of two to a partition that is only just there the second may be stored first.
                Map.of("bootstrap.servers", penstock.bootstrapServers(), "max.in.flight.requests.per.connection", 1),
                new StringSerializer(),
                new StringSerializer())) {
            for (int i = 0; i < count; i++) {
                String group = key.apply(i);
                producer.send(new ProducerRecord<>(topic, 0, group.isEmpty() ? null : group, "body"));
            }
        }
    }

    private static int receiveUntilNothing(String url) {
        int received = 0;
        boolean more = true;
        while (more && received < SHARE) {
            int got = receive(url).size();
            received += got;
            more = got > 0;
        }
        return received;
    }

    @Test
    void a_topic_has_two_hundred_filter_policies_at_most() {
        try (SnsClient sns = penstock.client(SnsClient.class)) {
            String topic = sns.createTopic(create -> create.name("policies")).topicArn();
            for (int i = 0; i < 200; i++) {
                subscribe(sns, topic, "q" + i, Map.of("FilterPolicy", "{\"n\":[" + i + "]}"));
                if (i % 50 == 0) {
                    // There may be a hundred a second.
                    CLOCK.advance(Duration.ofSeconds(1));
                }
            }
            assertThat(catchThrowable(() -> subscribe(sns, topic, "more", Map.of("FilterPolicy", "{\"n\":[200]}"))))
                    .isInstanceOf(FilterPolicyLimitExceededException.class);
            String all = subscribe(sns, topic, "all", Map.of("RawMessageDelivery", "true"));
            assertThat(catchThrowable(() -> sns.setSubscriptionAttributes(set -> set.subscriptionArn(all)
                            .attributeName("FilterPolicy")
                            .attributeValue("{\"n\":[1]}"))))
                    .isInstanceOf(FilterPolicyLimitExceededException.class);
            assertThat(sns.listSubscriptionsByTopicPaginator(list -> list.topicArn(topic)).subscriptions().stream()
                            .count())
                    .isEqualTo(201);
        }
    }

    private static String subscribe(SnsClient sns, String topic, String queue, Map<String, String> attributes) {
        return sns.subscribe(subscribe -> subscribe
                        .topicArn(topic)
                        .protocol("sqs")
                        .endpoint("arn:aws:sqs:us-east-1:000000000000:" + queue)
                        .attributes(attributes))
                .subscriptionArn();
    }
}
