package io.penstock.services.sqs.op;

import static io.penstock.services.sqs.SqsFixture.fault;
import static io.penstock.services.sqs.SqsFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.sqs.SqsFixture;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.services.sqs.rules.SqsLimits;
import io.penstock.services.sqs.rules.SqsSettings;
import io.penstock.wire.CallContext;
import io.penstock.wire.Cancellation;
import io.penstock.wire.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

@Timeout(60)
class ReceiveMessageTest {

    private final SqsFixture sqs = new SqsFixture();

    @AfterEach
    void close() {
        sqs.close();
    }

    private CompletableFuture<ReceiveMessageResponse> longPoll(SqsClient client, String url) {
        int before = sqs.world.parked();
        CompletableFuture<ReceiveMessageResponse> poll = sqs.async(
                () -> client.receiveMessage(request -> request.queueUrl(url).waitTimeSeconds(20)));
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> sqs.world.parked() > before);
        return poll;
    }

    @Test
    void a_long_poll_wakes_when_a_message_is_sent() {
        String url = sqs.createQueue("orders");
        CompletableFuture<ReceiveMessageResponse> poll = longPoll(sqs.client, url);
        sqs.send(url, "hello");
        assertThat(result(poll).messages())
                .singleElement()
                .satisfies(message -> assertThat(message.body()).isEqualTo("hello"));
    }

    @Test
    void a_long_poll_wakes_when_a_lease_runs_out() {
        String url = sqs.createQueue("orders", Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "5"));
        sqs.send(url, "hello");
        sqs.receive(url);
        CompletableFuture<ReceiveMessageResponse> poll = longPoll(sqs.client, url);
        sqs.advance(Duration.ofSeconds(5));
        assertThat(result(poll).messages()).hasSize(1);
    }

    @Test
    void a_long_poll_without_messages_ends_empty_after_its_time() {
        String url = sqs.createQueue("orders", Map.of(QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS, "3"));
        CompletableFuture<List<Message>> poll = sqs.async(() -> sqs.receive(url));
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> sqs.world.parked() > 0);
        sqs.advance(Duration.ofSeconds(3));
        assertThat(result(poll)).isEmpty();
    }

    @Test
    void a_client_that_leaves_its_long_poll_takes_no_message_with_it() {
        String url = sqs.createQueue("orders");
        Cancellation cancellation = new Cancellation();
        SqsClient leaving = sqs.client(new CallContext(
                SqsFixture.CALLER, "request", new Endpoint("http://localhost:4566", "/"), cancellation));
        CompletableFuture<ReceiveMessageResponse> poll = longPoll(leaving, url);
        cancellation.cancel();
        assertThat(result(poll).hasMessages()).isFalse();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> sqs.world.parked() == 0);
        sqs.send(url, "hello");
        assertThat(sqs.bodies(url)).containsExactly("hello");
    }

    @Test
    void a_long_poll_over_several_partitions_wakes_whichever_gets_the_message() {
        try (SqsFixture wide = SqsFixture.partitioned(3)) {
            String url = wide.createQueue("orders");
            for (int i = 0; i < 6; i++) {
                CompletableFuture<ReceiveMessageResponse> poll = wide.async(() -> wide.client.receiveMessage(
                        request -> request.queueUrl(url).waitTimeSeconds(20)));
                Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> wide.world.parked() == 3);
                wide.send(url, "m" + i);
                assertThat(result(poll).messages()).singleElement().satisfies(message -> wide.delete(url, message));
                Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> wide.world.parked() == 0);
            }
            assertThat(wide.receive(url)).isEmpty();
        }
    }

    @Test
    void everything_sent_to_several_partitions_is_received() {
        try (SqsFixture wide = SqsFixture.partitioned(5)) {
            String url = wide.createQueue("orders");
            TreeSet<String> sent = new TreeSet<>();
            for (int i = 0; i < 100; i++) {
                sent.add("m" + i);
                wide.send(url, "m" + i);
            }
            TreeSet<String> received = new TreeSet<>();
            for (List<String> batch = wide.bodies(url); !batch.isEmpty(); batch = wide.bodies(url)) {
                received.addAll(batch);
            }
            assertThat(received).isEqualTo(sent);
        }
    }

    @Test
    void a_message_is_visible_again_when_its_lease_runs_out_and_counts_its_receives() {
        String url = sqs.createQueue("orders");
        sqs.send(url, "hello");
        Message first = sqs.receive(url).getFirst();
        assertThat(sqs.receive(url)).isEmpty();
        assertThat(sqs.attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .isEqualTo("1");
        sqs.advance(Duration.ofSeconds(30));
        Message second = sqs.receive(url).getFirst();
        assertThat(second.receiptHandle()).isNotEqualTo(first.receiptHandle());
        assertThat(second.attributes())
                .containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "2")
                .containsEntry(
                        MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP,
                        first.attributes().get(MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP));
    }

    @Test
    void what_was_in_flight_stays_so_across_a_crash() {
        String url = sqs.createQueue("orders");
        sqs.send(url, "one");
        sqs.send(url, "two");
        Message first = sqs.client
                .receiveMessage(request -> request.queueUrl(url))
                .messages()
                .getFirst();
        sqs.world.crashAndRecover();
        assertThat(sqs.bodies(url)).doesNotContain(first.body()).hasSize(1);
        sqs.delete(url, first);
        sqs.advance(Duration.ofSeconds(31));
        assertThat(sqs.bodies(url)).doesNotContain(first.body()).hasSize(1);
    }

    @Test
    void a_log_that_was_trimmed_to_its_end_is_an_empty_queue_after_a_crash() {
        String url = sqs.createQueue("orders");
        for (int i = 0; i < 5; i++) {
            sqs.send(url, "m" + i);
        }
        sqs.receive(url).forEach(message -> sqs.delete(url, message));
        sqs.world
                .recordLog()
                .trim(new TopicPartition("sqs.us-east-1.000000000000.orders", 0), 5)
                .join();
        sqs.world.crashAndRecover();
        // The clock stands still: if the scan were waited for, this would never end.
        assertThat(result(sqs.async(() -> sqs.receive(url)))).isEmpty();
        assertThat(sqs.attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .isEqualTo("0");
        sqs.send(url, "new");
        assertThat(sqs.bodies(url)).containsExactly("new");
    }

    @Test
    void a_long_backlog_is_drained_through_a_small_heap_and_trimmed() {
        SqsSettings small = new SqsSettings(SqsLimits.RELAXED, SqsSettings.DEFAULT.urls(), "", 1, 2 << 20);
        try (SqsFixture backlog = new SqsFixture(small)) {
            String url = backlog.createQueue("orders");
            TopicPartition topic = new TopicPartition("sqs.us-east-1.000000000000.orders", 0);
            for (int i = 0; i < 30_000; i++) {
                backlog.produce(topic.topic(), "", "m" + i);
            }
            int drained = 0;
            for (List<Message> batch = backlog.receive(url); !batch.isEmpty(); batch = backlog.receive(url)) {
                List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
                for (Message message : batch) {
                    entries.add(DeleteMessageBatchRequestEntry.builder()
                            .id("id" + entries.size())
                            .receiptHandle(message.receiptHandle())
                            .build());
                }
                backlog.client.deleteMessageBatch(
                        request -> request.queueUrl(url).entries(entries));
                drained += batch.size();
            }
            assertThat(drained).isEqualTo(30_000);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(backlog.world
                                    .recordLog()
                                    .range(topic)
                                    .join()
                                    .start())
                            .isGreaterThan(10_000));
        }
    }

    @Test
    void messages_expire_to_the_second() {
        String url = sqs.createQueue("orders", Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "60"));
        sqs.send(url, "short-lived");
        sqs.advance(Duration.ofSeconds(59));
        assertThat(sqs.attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .isEqualTo("1");
        sqs.advance(Duration.ofSeconds(1));
        assertThat(sqs.receive(url)).isEmpty();
        assertThat(sqs.attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .isEqualTo("0");
    }

    @Test
    void a_shorter_retention_holds_for_messages_that_are_there() {
        String url = sqs.createQueue("orders");
        sqs.send(url, "old");
        sqs.advance(Duration.ofSeconds(100));
        sqs.client.setQueueAttributes(
                request -> request.queueUrl(url).attributes(Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "60")));
        assertThat(sqs.receive(url)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"All, 3", ".*, 3", "*, 3", "Hel.*, 2", "Hello, 1", "hello, 0", "None, 0"})
    void message_attributes_are_chosen_by_name_prefix_or_all(String asked, int count) {
        String url = sqs.createQueue("orders");
        Map<String, MessageAttributeValue> attributes = Map.of(
                "Hello", text("There"),
                "General", text("Kenobi"),
                "Help.Me", text("Me"));
        sqs.client.sendMessage(
                request -> request.queueUrl(url).messageBody("msg").messageAttributes(attributes));
        Message message = sqs.client
                .receiveMessage(request -> request.queueUrl(url).messageAttributeNames(asked))
                .messages()
                .getFirst();
        assertThat(message.messageAttributes()).hasSize(count);
        // Digests of exactly these attributes, recorded from AWS in LocalStack's tests.
        if (count == 3) {
            assertThat(message.md5OfMessageAttributes()).isEqualTo("4c360f3fdafd970e05fae2f149d997f5");
        } else if (count == 2) {
            assertThat(message.md5OfMessageAttributes()).isEqualTo("83fee93c1bcd8b9a5a923ffacdc636c7");
        } else if (count == 0) {
            assertThat(message.md5OfMessageAttributes()).isNull();
        }
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    @Test
    @SuppressWarnings("deprecation") // that is what is tested
    void system_attributes_are_chosen_by_either_parameter() {
        String url = sqs.createQueue("orders");
        sqs.send(url, "msg");
        Message message = sqs.client
                .receiveMessage(request -> request.queueUrl(url)
                        .attributeNamesWithStrings("SenderId")
                        .messageSystemAttributeNames(MessageSystemAttributeName.SENT_TIMESTAMP))
                .messages()
                .getFirst();
        assertThat(message.attributes())
                .containsOnlyKeys(MessageSystemAttributeName.SENDER_ID, MessageSystemAttributeName.SENT_TIMESTAMP);
        assertThat(fault(() -> sqs.client.receiveMessage(
                        request -> request.queueUrl(url).attributeNamesWithStrings("Nonsense"))))
                .hasMessage("Unknown Attribute Nonsense.");
    }

    @Test
    void numbers_out_of_range_are_refused_in_aws_words() {
        String url = sqs.createQueue("orders");
        assertThat(fault(() -> sqs.client.receiveMessage(
                        request -> request.queueUrl(url).maxNumberOfMessages(11))))
                .hasMessage(
                        "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.");
        assertThat(fault(() -> sqs.client.receiveMessage(
                        request -> request.queueUrl(url).waitTimeSeconds(21))))
                .hasMessage(
                        "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.");
        assertThat(fault(() -> sqs.client.receiveMessage(
                                request -> request.queueUrl(url).receiveRequestAttemptId("a")))
                        .fault())
                .isEqualTo(SqsFaults.INVALID_PARAMETER_VALUE);
    }

    @Test
    void records_of_plain_kafka_producers_are_messages() {
        String url = sqs.createQueue("orders");
        String topic = "sqs.us-east-1.000000000000.orders";
        sqs.produce(topic, "", "from kafka");
        Message message = sqs.receive(url).getFirst();
        assertThat(message.body()).isEqualTo("from kafka");
        assertThat(message.messageId()).hasSize(36);
        assertThat(message.md5OfBody()).hasSize(32);
        sqs.advance(Duration.ofSeconds(30));
        assertThat(sqs.receive(url).getFirst().messageId()).isEqualTo(message.messageId());
    }

    @Test
    void keys_of_plain_kafka_producers_are_groups_on_fifo() {
        String url = sqs.createFifo("orders.fifo");
        String topic = "sqs-fifo.us-east-1.000000000000.orders";
        sqs.produce(topic, "g1", "one");
        sqs.produce(topic, "", "no key");
        sqs.produce(topic, "not a group", "digest");
        sqs.produce(topic, "g1", "one");
        List<String> groups = new ArrayList<>();
        for (Message message : sqs.receive(url)) {
            groups.add(message.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID));
        }
        assertThat(groups)
                .hasSize(3)
                .contains("g1", "no-key")
                .anySatisfy(group -> assertThat(group).hasSize(32));
    }

    @Test
    void a_reading_kafka_consumer_sees_body_key_and_headers() {
        String url = sqs.createQueue("orders");
        String id = sqs.send(url, "tenant", "body");
        var records = sqs.world
                .recordLog()
                .read(new TopicPartition("sqs.us-east-1.000000000000.orders", 0), 0, 10, 1_000)
                .join();
        assertThat(records).singleElement().satisfies(record -> {
            assertThat(new String(record.value(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("body");
            assertThat(new String(record.key(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("tenant");
            assertThat(record.header("sqs.message-id").orElseThrow().text()).isEqualTo(id);
        });
    }

    @Test
    void peeking_shows_messages_and_changes_nothing() throws Exception {
        String url = sqs.createQueue("orders");
        sqs.send(url, "one");
        sqs.send(url, "two");
        sqs.client.receiveMessage(request -> request.queueUrl(url));
        CallContext call = new CallContext(
                SqsFixture.CALLER, "request", new Endpoint("http://localhost:4566", "/"), new Cancellation());
        assertThat(sqs.sqs.peek(call, url, new PeekMessages.Which(false, false)).messages())
                .hasSize(1);
        assertThat(sqs.sqs.peek(call, url, new PeekMessages.Which(true, false)).messages())
                .hasSize(2)
                .allSatisfy(message -> assertThat(message.receiptHandle()).isEqualTo("SQS/BACKDOOR/ACCESS"));
        assertThat(sqs.receive(url)).hasSize(1);
    }

    /** Else one look at a queue of large messages would take more heap than all receives together. */
    @Test
    void peeking_shows_no_more_than_some_megabytes_of_each_queue() throws Exception {
        SqsFixture several = SqsFixture.partitioned(2);
        try (several) {
            String url = several.createQueue("orders");
            String large = "x".repeat(1 << 20);
            for (int i = 0; i < 24; i++) {
                several.send(url, large);
            }
            assertThat(several.sqs
                            .peek(
                                    new CallContext(
                                            SqsFixture.CALLER,
                                            "request",
                                            new Endpoint("http://localhost:4566", "/"),
                                            new Cancellation()),
                                    url,
                                    new PeekMessages.Which(true, true))
                            .messages())
                    .hasSizeBetween(8, 16);
        }
    }
}
