package io.penstock.clients;

import static io.penstock.clients.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageNotInflightException;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** Messages of standard queues: bodies, attributes, visibility, delay, long polls, batches, purge, counters. */
interface MessageContract extends SqsContract {

    @Test
    default void a_message_arrives_with_its_body_attributes_and_digests() {
        TestQueue queue = TestQueue.create(sqs());
        Map<String, MessageAttributeValue> attributes = new HashMap<>();
        attributes.put("text", text("String", "naïve – <&>\"'"));
        attributes.put("number", text("Number", "-12.50"));
        attributes.put("custom", text("String.colour", "red"));
        attributes.put(
                "binary",
                MessageAttributeValue.builder()
                        .dataType("Binary.png")
                        .binaryValue(SdkBytes.fromByteArray(new byte[] {0, 1, -1, (byte) 0x80, 0}))
                        .build());
        String body = "{\"text\":\"snow ☃ clef 𝄞\",\t\"markup\":\"<a href='x'>&amp;</a>\"}\r\nline two\n";
        SendMessageResponse sent = sqs().sendMessage(request -> request.queueUrl(queue.url())
                .messageBody(body)
                .messageAttributes(attributes)
                .messageSystemAttributes(Map.of(
                        MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                        MessageSystemAttributeValue.builder()
                                .dataType("String")
                                .stringValue("Root=1-5759e988-bd862e3fe1be46a994272793")
                                .build())));
        assertThat(sent.md5OfMessageBody()).isEqualTo(Md5.of(body));
        assertThat(sent.md5OfMessageAttributes()).isEqualTo(Md5.of(attributes));
        assertThat(sent.md5OfMessageSystemAttributes()).isNotBlank();
        assertThat(sent.sequenceNumber()).isNull();

        Message message = queue.receiveOne();
        assertThat(message.messageId()).isEqualTo(sent.messageId());
        assertThat(message.body()).isEqualTo(body);
        assertThat(message.messageAttributes()).isEqualTo(attributes);
        assertThat(message.md5OfBody()).isEqualTo(Md5.of(body));
        assertThat(message.md5OfMessageAttributes()).isEqualTo(Md5.of(attributes));
        assertThat(message.attributes())
                .containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1")
                .containsEntry(MessageSystemAttributeName.AWS_TRACE_HEADER, "Root=1-5759e988-bd862e3fe1be46a994272793")
                .containsKeys(
                        MessageSystemAttributeName.SENDER_ID,
                        MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP);
        Instant sentAt = Instant.ofEpochMilli(
                Long.parseLong(message.attributes().getOrDefault(MessageSystemAttributeName.SENT_TIMESTAMP, "0")));
        assertThat(sentAt)
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(5));
    }

    /** With digests checked by the SDK: it compares what it sent itself. */
    @Test
    default void the_trace_header_of_a_call_goes_with_its_messages_unless_they_have_their_own() {
        TestQueue queue = TestQueue.create(sqs());
        String ofCall = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
        String own = "Root=1-67891233-abcdef012345678912345678";
        sqs().sendMessage(request -> request.queueUrl(queue.url())
                .messageBody("alone")
                .overrideConfiguration(config -> config.putHeader("X-Amzn-Trace-Id", ofCall)));
        assertThat(queue.receiveOne().attributes()).containsEntry(MessageSystemAttributeName.AWS_TRACE_HEADER, ofCall);

        SendMessageBatchRequestEntry traced = entry("own", "own").toBuilder()
                .messageSystemAttributes(Map.of(
                        MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                        MessageSystemAttributeValue.builder()
                                .dataType("String")
                                .stringValue(own)
                                .build()))
                .build();
        SendMessageBatchResponse sent = sqs().sendMessageBatch(request -> request.queueUrl(queue.url())
                .entries(entry("other", "other"), traced)
                .overrideConfiguration(config -> config.putHeader("X-Amzn-Trace-Id", ofCall)));
        assertThat(sent.failed()).isEmpty();
        Map<String, String> traces = new HashMap<>();
        for (Message message : queue.receiveAll(2)) {
            traces.put(
                    message.body(), message.attributes().getOrDefault(MessageSystemAttributeName.AWS_TRACE_HEADER, ""));
        }
        assertThat(traces).containsOnly(Map.entry("other", ofCall), Map.entry("own", own));
    }

    @Test
    default void a_receive_returns_only_the_attributes_that_it_asks_for() {
        TestQueue queue = TestQueue.create(sqs());
        Map<String, MessageAttributeValue> attributes =
                Map.of("app.one", text("String", "1"), "app.two", text("String", "2"), "other", text("String", "3"));
        sqs().sendMessage(request ->
                request.queueUrl(queue.url()).messageBody("selective").messageAttributes(attributes));
        Message prefixed = sqs().receiveMessage(request -> request.queueUrl(queue.url())
                        .messageAttributeNames("app.*")
                        .waitTimeSeconds(5)
                        .visibilityTimeout(0))
                .messages()
                .getFirst();
        assertThat(prefixed.messageAttributes()).containsOnlyKeys("app.one", "app.two");
        assertThat(prefixed.attributes()).isEmpty();
        Message bare = sqs().receiveMessage(
                        request -> request.queueUrl(queue.url()).waitTimeSeconds(5))
                .messages()
                .getFirst();
        assertThat(bare.messageAttributes()).isEmpty();
        assertThat(bare.md5OfMessageAttributes()).isNull();
    }

    @Test
    default void batches_of_ten_are_sent_received_and_deleted() {
        TestQueue queue = TestQueue.create(sqs());
        SendMessageBatchResponse sent = sqs().sendMessageBatch(request -> request.queueUrl(queue.url())
                .entries(IntStream.range(0, 10)
                        .mapToObj(number -> entry("id-" + number, "body " + number))
                        .toList()));
        assertThat(sent.failed()).isEmpty();
        assertThat(sent.successful())
                .hasSize(10)
                .allSatisfy(result -> assertThat(result.md5OfMessageBody())
                        .isEqualTo(Md5.of("body " + result.id().substring(3))));

        List<Message> received = queue.receiveAll(10);
        assertThat(received).extracting(Message::body).doesNotHaveDuplicates();
        var deleted = sqs().deleteMessageBatch(request -> request.queueUrl(queue.url())
                .entries(IntStream.range(0, 10)
                        .mapToObj(number -> DeleteMessageBatchRequestEntry.builder()
                                .id(Integer.toString(number))
                                .receiptHandle(received.get(number).receiptHandle())
                                .build())
                        .toList()));
        assertThat(deleted.successful()).hasSize(10);
        assertThat(deleted.failed()).isEmpty();
        queue.awaitCounts(0, 0, 0);
    }

    @Test
    default void one_bad_entry_fails_alone() {
        TestQueue queue = TestQueue.create(sqs());
        SendMessageBatchResponse sent = sqs().sendMessageBatch(request -> request.queueUrl(queue.url())
                .entries(entry("good", "fine"), entry("bad", "bell \u0007"), entry("good-too", "fine too")));
        assertThat(sent.successful()).extracting("id").containsExactlyInAnyOrder("good", "good-too");
        assertThat(sent.failed()).singleElement().satisfies(failure -> {
            assertThat(failure.id()).isEqualTo("bad");
            assertThat(failure.code()).isEqualTo("InvalidMessageContents");
            assertThat(failure.senderFault()).isTrue();
            assertThat(failure.message()).isNotBlank();
        });
        assertThat(queue.receiveAll(2)).extracting(Message::body).containsExactlyInAnyOrder("fine", "fine too");
    }

    @Test
    default void a_message_is_visible_again_when_its_timeout_is_over_and_counts_its_receives() {
        TestQueue queue = TestQueue.create(sqs(), Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "1"));
        queue.send("again");
        Message first = queue.receiveOne();
        Message second = queue.receiveOne();
        assertThat(second.messageId()).isEqualTo(first.messageId());
        assertThat(second.receiptHandle()).isNotEqualTo(first.receiptHandle());
        assertThat(second.attributes())
                .containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "2")
                .containsEntry(
                        MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP,
                        first.attributes()
                                .getOrDefault(MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP, ""));
    }

    @Test
    default void visibility_is_changed_one_by_one_and_in_batches() {
        TestQueue queue = TestQueue.create(sqs());
        queue.send("a");
        queue.send("b");
        List<Message> received = queue.receiveAll(2);
        queue.changeVisibility(received.getFirst(), 0);
        assertThat(queue.receiveOne().body()).isEqualTo(received.getFirst().body());
        queue.awaitCounts(0, 2, 0);

        var changed = sqs().changeMessageVisibilityBatch(request -> request.queueUrl(queue.url())
                .entries(
                        ChangeMessageVisibilityBatchRequestEntry.builder()
                                .id("known")
                                .receiptHandle(received.getLast().receiptHandle())
                                .visibilityTimeout(0)
                                .build(),
                        ChangeMessageVisibilityBatchRequestEntry.builder()
                                .id("garbage")
                                .receiptHandle("garbage")
                                .visibilityTimeout(0)
                                .build()));
        assertThat(changed.successful()).extracting("id").containsExactly("known");
        assertThat(changed.failed()).extracting("code").containsExactly("ReceiptHandleIsInvalid");
        assertThat(queue.receiveOne().body()).isEqualTo(received.getLast().body());
    }

    @Test
    default void the_visibility_of_a_message_that_is_not_in_flight_cannot_be_changed() {
        TestQueue queue = TestQueue.create(sqs());
        queue.send("free");
        Message message = queue.receiveOne();
        queue.changeVisibility(message, 0);
        assertRefused(
                MessageNotInflightException.class,
                "AWS.SimpleQueueService.MessageNotInflight",
                "not in flight",
                () -> queue.changeVisibility(message, 10));
        assertRefused("InvalidParameterValue", "43201", () -> queue.changeVisibility(message, 43_201));
    }

    @Test
    default void a_delayed_message_hides_until_its_delay_is_over() {
        TestQueue queue = TestQueue.create(sqs(), Map.of(QueueAttributeName.DELAY_SECONDS, "900"));
        queue.send("hidden by the queue");
        sqs().sendMessage(request ->
                request.queueUrl(queue.url()).messageBody("two seconds").delaySeconds(2));
        sqs().sendMessage(request ->
                request.queueUrl(queue.url()).messageBody("at once").delaySeconds(0));
        assertThat(queue.receiveOne().body()).isEqualTo("at once");
        queue.awaitCounts(0, 1, 2);
        assertThat(queue.receiveOne().body()).isEqualTo("two seconds");
        queue.awaitCounts(0, 2, 1);
    }

    @Test
    default void a_long_poll_wakes_when_a_message_comes() throws Exception {
        TestQueue queue = TestQueue.create(sqs());
        CompletableFuture<List<Message>> poll = CompletableFuture.supplyAsync(
                () -> sqs().receiveMessage(
                                queue.everything(1).waitTimeSeconds(20).build())
                        .messages(),
                Thread::startVirtualThread);
        // Nothing tells that the poll has arrived; a send that came before it would be no failure either.
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        assertThat(poll).isNotDone();
        queue.send("wake up");
        assertThat(poll.get(18, TimeUnit.SECONDS)).extracting(Message::body).containsExactly("wake up");
    }

    @Test
    default void a_long_poll_ends_empty_when_its_time_is_over() {
        TestQueue queue = TestQueue.create(sqs(), Map.of(QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS, "1"));
        long start = System.nanoTime();
        assertThat(sqs().receiveMessage(request -> request.queueUrl(queue.url()))
                        .messages())
                .isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(950), Duration.ofSeconds(10));
    }

    @Test
    default void purge_empties_the_queue_of_messages_in_flight_too() {
        TestQueue queue = TestQueue.create(sqs());
        IntStream.range(0, 5).forEach(number -> queue.send("body " + number));
        Message inFlight = queue.receive(1).getFirst();
        sqs().purgeQueue(request -> request.queueUrl(queue.url()));
        queue.awaitCounts(0, 0, 0);
        assertThat(queue.receiveNow()).isEmpty();
        queue.delete(inFlight);
        queue.send("after");
        assertThat(queue.receiveOne().body()).isEqualTo("after");
    }

    @Test
    default void counters_tell_visible_in_flight_and_delayed_messages_apart() {
        TestQueue queue = TestQueue.create(sqs());
        IntStream.range(0, 4).forEach(number -> queue.send("body " + number));
        sqs().sendMessage(request ->
                request.queueUrl(queue.url()).messageBody("late").delaySeconds(600));
        queue.awaitCounts(4, 0, 1);
        Message one = queue.receive(1).getFirst();
        queue.awaitCounts(3, 1, 1);
        queue.delete(one);
        queue.awaitCounts(3, 0, 1);
    }

    @Test
    default void a_message_of_one_mebibyte_passes_and_one_byte_more_is_refused() {
        TestQueue queue = TestQueue.create(sqs());
        String body = "m".repeat(1_048_576);
        queue.send(body);
        assertThat(queue.receiveOne().body()).isEqualTo(body);
        assertRefused("InvalidParameterValue", "1048576", () -> queue.send(body + "m"));
    }

    @Test
    default void deleting_twice_is_no_error_and_garbage_is_one() {
        TestQueue queue = TestQueue.create(sqs());
        queue.send("once");
        Message message = queue.receiveOne();
        queue.delete(message);
        queue.delete(message);
        assertRefused(
                ReceiptHandleIsInvalidException.class,
                "ReceiptHandleIsInvalid",
                "garbage",
                () -> sqs().deleteMessage(
                                request -> request.queueUrl(queue.url()).receiptHandle("garbage")));
    }

    private static SendMessageBatchRequestEntry entry(String id, String body) {
        return SendMessageBatchRequestEntry.builder().id(id).messageBody(body).build();
    }

    private static MessageAttributeValue text(String type, String value) {
        return MessageAttributeValue.builder().dataType(type).stringValue(value).build();
    }
}
