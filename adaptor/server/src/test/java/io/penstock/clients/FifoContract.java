package io.penstock.clients;

import static io.penstock.clients.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** FIFO queues: order within groups, group locks, de-duplication, receive attempts. */
interface FifoContract extends SqsContract {

    @Test
    default void a_duplicate_is_answered_with_the_original_and_not_delivered() {
        TestQueue queue = TestQueue.createFifo(sqs(), Map.of());
        SendMessageResponse first = queue.send("paid", "account-1", "payment-1");
        SendMessageResponse again = queue.send("paid, sent again", "account-1", "payment-1");
        SendMessageResponse other = queue.send("refunded", "account-1", "payment-2");
        assertThat(again.messageId()).isEqualTo(first.messageId());
        assertThat(again.sequenceNumber()).isEqualTo(first.sequenceNumber());
        assertThat(other.messageId()).isNotEqualTo(first.messageId());
        assertThat(number(other)).isGreaterThan(number(first));

        List<Message> received = drain(queue, 2);
        assertThat(received).extracting(Message::body).containsExactly("paid", "refunded");
        assertThat(received.getFirst().attributes())
                .containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "account-1")
                .containsEntry(MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID, "payment-1")
                .containsEntry(MessageSystemAttributeName.SEQUENCE_NUMBER, first.sequenceNumber());

        queue.send("paid, after the delete", "account-1", "payment-1");
        assertThat(queue.receiveNow()).isEmpty();
    }

    @Test
    default void content_decides_about_duplicates_where_the_queue_says_so() {
        TestQueue queue = TestQueue.createFifo(sqs(), Map.of(QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true"));
        SendMessageResponse first = queue.send("same", "g", null);
        assertThat(queue.send("same", "g", null).messageId()).isEqualTo(first.messageId());
        queue.send("different", "g", null);
        assertThat(drain(queue, 2)).extracting(Message::body).containsExactly("same", "different");
    }

    @Test
    default void duplicates_within_one_batch_are_delivered_once() {
        TestQueue queue = TestQueue.createFifo(sqs(), Map.of());
        var sent = sqs().sendMessageBatch(request -> request.queueUrl(queue.url())
                .entries(entry("a", "one", "g", "d1"), entry("b", "one", "g", "d1"), entry("c", "two", "g", "d2")));
        assertThat(sent.failed()).isEmpty();
        assertThat(sent.successful()).extracting("messageId").hasSize(3);
        assertThat(sent.successful().stream().map(result -> result.messageId()).distinct())
                .hasSize(2);
        assertThat(drain(queue, 2)).extracting(Message::body).containsExactly("one", "two");
    }

    @Test
    default void a_group_is_locked_while_one_of_its_messages_is_in_flight() {
        TestQueue queue = TestQueue.createFifo(sqs(), Map.of());
        queue.send("a1", "a", "a1");
        queue.send("a2", "a", "a2");
        queue.send("b1", "b", "b1");
        Message a1 = receiveSingle(queue);
        Message b1 = receiveSingle(queue);
        assertThat(List.of(a1.body(), b1.body())).containsExactlyInAnyOrder("a1", "b1");
        assertThat(queue.receiveNow()).isEmpty();
        queue.delete(a1.body().equals("a1") ? a1 : b1);
        assertThat(receiveSingle(queue).body()).isEqualTo("a2");
    }

    @Test
    default void one_receive_may_return_several_of_a_group_in_order() {
        TestQueue queue = TestQueue.createFifo(sqs(), Map.of());
        sqs().sendMessageBatch(request -> request.queueUrl(queue.url())
                .entries(IntStream.range(0, 10)
                        .mapToObj(number -> entry("e" + number, "m" + number, "g", "d" + number))
                        .toList()));
        List<Message> received = queue.receive(10);
        assertThat(received).extracting(Message::body).containsExactly(bodies(10));
        assertThat(received)
                .extracting(
                        message -> message.attributes().getOrDefault(MessageSystemAttributeName.SEQUENCE_NUMBER, ""))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    default void messages_given_back_are_delivered_again_in_order() {
        TestQueue queue = TestQueue.createFifo(sqs(), Map.of());
        IntStream.range(0, 4).forEach(number -> queue.send("m" + number, "g", "d" + number));
        List<Message> received = queue.receive(4);
        assertThat(received).extracting(Message::body).containsExactly(bodies(4));
        queue.delete(received.getFirst());
        received.stream().skip(1).forEach(message -> queue.changeVisibility(message, 0));
        assertThat(drain(queue, 3)).extracting(Message::body).containsExactly("m1", "m2", "m3");
    }

    @Test
    default void a_receive_that_is_repeated_with_its_attempt_id_returns_the_same_messages() {
        TestQueue queue = TestQueue.createFifo(sqs(), Map.of());
        IntStream.range(0, 3).forEach(number -> queue.send("m" + number, "g", "d" + number));
        var request = queue.everything(2)
                .receiveRequestAttemptId("attempt-1")
                .waitTimeSeconds(5)
                .build();
        List<Message> first = sqs().receiveMessage(request).messages();
        List<Message> again = sqs().receiveMessage(request).messages();
        assertThat(first).extracting(Message::body).containsExactly("m0", "m1");
        assertThat(again)
                .extracting(Message::messageId)
                .isEqualTo(first.stream().map(Message::messageId).toList());
        again.forEach(queue::delete);
        assertThat(receiveSingle(queue).body()).isEqualTo("m2");
    }

    @Test
    default void a_receipt_handle_expires_with_the_visibility_timeout() {
        TestQueue queue = TestQueue.createFifo(sqs(), Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "1"));
        queue.send("slow", "g", "d");
        Message late = queue.receiveOne();
        // Not by a receive: that would make a newer handle.
        await().pollInterval(Duration.ofMillis(100))
                .until(() -> queue.attribute(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)
                        .equals("1"));
        assertRefused("InvalidParameterValue", "The receipt handle has expired", () -> queue.delete(late));
        queue.delete(queue.receiveOne());
    }

    @Test
    default void groups_and_deduplication_ids_are_required() {
        TestQueue queue = TestQueue.createFifo(sqs(), Map.of());
        assertRefused("MissingParameter", "MessageGroupId", () -> queue.send("no group"));
        assertRefused("InvalidParameterValue", "MessageDeduplicationId", () -> queue.send("no id", "g", null));
        assertRefused(
                "InvalidParameterValue",
                "DelaySeconds",
                () -> sqs().sendMessage(request -> request.queueUrl(queue.url())
                        .messageBody("delayed")
                        .messageGroupId("g")
                        .messageDeduplicationId("d")
                        .delaySeconds(1)));
    }

    @Test
    default void a_standard_queue_takes_groups_for_fairness_and_shows_them() {
        TestQueue queue = TestQueue.create(sqs());
        sqs().sendMessage(request ->
                request.queueUrl(queue.url()).messageBody("fair").messageGroupId("tenant-7"));
        assertThat(queue.receiveOne().attributes())
                .containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "tenant-7");
    }

    @Test
    default void kind_and_name_of_a_queue_go_together() {
        assertRefused(
                "InvalidParameterValue",
                "Can only include alphanumeric characters",
                () -> sqs().createQueue(request -> request.queueName(TestQueue.freshName("plain") + ".fifo")));
        TestQueue queue = TestQueue.createFifo(sqs(), Map.of());
        assertThat(queue.attributes())
                .containsEntry(QueueAttributeName.FIFO_QUEUE, "true")
                .containsEntry(QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "false")
                .containsEntry(QueueAttributeName.DEDUPLICATION_SCOPE, "queue")
                .containsEntry(QueueAttributeName.FIFO_THROUGHPUT_LIMIT, "perQueue");
    }

    /** Receives and deletes until that many came. */
    private static List<Message> drain(TestQueue queue, int count) {
        List<Message> drained = new ArrayList<>();
        await().atMost(Duration.ofSeconds(15)).until(() -> {
            List<Message> received = queue.receive(10);
            received.forEach(queue::delete);
            drained.addAll(received);
            return drained.size() >= count;
        });
        assertThat(drained).hasSize(count);
        return drained;
    }

    private static Message receiveSingle(TestQueue queue) {
        return await().atMost(Duration.ofSeconds(15))
                .until(() -> queue.receive(1), found -> !found.isEmpty())
                .getFirst();
    }

    private static String[] bodies(int count) {
        return IntStream.range(0, count).mapToObj(number -> "m" + number).toArray(String[]::new);
    }

    private static BigInteger number(SendMessageResponse sent) {
        assertThat(sent.sequenceNumber()).matches("\\d{20}");
        return new BigInteger(sent.sequenceNumber());
    }

    private static SendMessageBatchRequestEntry entry(String id, String body, String group, String deduplicationId) {
        return SendMessageBatchRequestEntry.builder()
                .id(id)
                .messageBody(body)
                .messageGroupId(group)
                .messageDeduplicationId(deduplicationId)
                .build();
    }
}
