package io.penstock.services.sqs.op;

import static io.penstock.services.sqs.SqsFixture.fault;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.services.sqs.SqsFixture;
import io.penstock.services.sqs.rules.SqsFaults;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

class FifoTest {

    private final SqsFixture sqs = new SqsFixture();

    @AfterEach
    void close() {
        sqs.close();
    }

    private SendMessageResponse send(String url, String group, String id, String body) {
        return sqs.client.sendMessage(request -> request.queueUrl(url)
                .messageGroupId(group)
                .messageDeduplicationId(id)
                .messageBody(body));
    }

    @Test
    void a_duplicate_is_answered_with_the_original_and_not_delivered() {
        String url = sqs.createFifo("orders.fifo");
        SendMessageResponse first = send(url, "g", "id", "one");
        SendMessageResponse second = send(url, "g", "id", "two");
        assertThat(second.messageId()).isEqualTo(first.messageId());
        assertThat(second.sequenceNumber()).isEqualTo(first.sequenceNumber()).hasSize(20);
        assertThat(sqs.bodies(url)).containsExactly("one");
    }

    @Test
    void a_duplicate_is_one_even_after_the_original_was_deleted_and_none_after_five_minutes() {
        String url = sqs.createFifo("orders.fifo");
        send(url, "g", "id", "one");
        sqs.delete(url, sqs.receive(url).getFirst());
        send(url, "g", "id", "two");
        assertThat(sqs.receive(url)).isEmpty();
        sqs.advance(Duration.ofMinutes(5).plusSeconds(1));
        send(url, "g", "id", "three");
        assertThat(sqs.bodies(url)).containsExactly("three");
    }

    @Test
    void content_based_deduplication_uses_the_body() {
        String url = sqs.createFifo("orders.fifo");
        sqs.send(url, "g", "same");
        sqs.send(url, "g", "same");
        List<Message> received = sqs.receive(url);
        assertThat(received).hasSize(1);
        assertThat(received.getFirst().attributes())
                .containsEntry(
                        MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID,
                        "0967115f2813a3541eaef77de9d9d5773f1c0c04314b0bbfe4ff3b3b1c55b5d5");
    }

    @Test
    void without_any_deduplication_id_a_send_is_refused() {
        String url = sqs.createQueue("orders.fifo", Map.of(QueueAttributeName.FIFO_QUEUE, "true"));
        assertThat(fault(() -> sqs.send(url, "g", "b")))
                .hasMessage("The queue should either have ContentBasedDeduplication enabled or "
                        + "MessageDeduplicationId provided explicitly");
    }

    @Test
    void without_a_group_a_send_is_refused() {
        String url = sqs.createFifo("orders.fifo");
        assertThat(fault(() -> sqs.send(url, "b")).fault()).isEqualTo(SqsFaults.MISSING_PARAMETER);
    }

    @Test
    void a_group_is_locked_while_one_of_its_messages_is_in_flight() {
        String url = sqs.createFifo("orders.fifo");
        sqs.send(url, "a", "a1");
        sqs.send(url, "b", "b1");
        Message first = one(url);
        sqs.send(url, "a", "a2");
        assertThat(sqs.bodies(url)).containsExactly("b1");
        sqs.delete(url, first);
        assertThat(sqs.bodies(url)).containsExactly("a2");
    }

    private Message one(String url) {
        return sqs.client
                .receiveMessage(request -> request.queueUrl(url))
                .messages()
                .getFirst();
    }

    @Test
    void several_messages_of_a_group_come_in_order_in_one_receive() {
        String url = sqs.createFifo("orders.fifo");
        for (int i = 0; i < 5; i++) {
            sqs.send(url, "g", "m" + i);
        }
        assertThat(sqs.bodies(url)).containsExactly("m0", "m1", "m2", "m3", "m4");
    }

    @Test
    void a_repeated_receive_attempt_gets_the_same_messages() {
        String url = sqs.createFifo("orders.fifo");
        sqs.send(url, "g", "m");
        String first = attempt(url).getFirst().messageId();
        assertThat(attempt(url))
                .singleElement()
                .satisfies(message -> assertThat(message.messageId()).isEqualTo(first));
        assertThat(sqs.receive(url)).isEmpty();
    }

    private List<Message> attempt(String url) {
        return sqs.client
                .receiveMessage(request -> request.queueUrl(url).receiveRequestAttemptId("attempt"))
                .messages();
    }

    @Test
    void a_delay_of_one_message_is_refused() {
        String url = sqs.createFifo("orders.fifo");
        assertThat(fault(() -> sqs.client.sendMessage(request -> request.queueUrl(url)
                        .messageGroupId("g")
                        .messageBody("b")
                        .delaySeconds(2))))
                .hasMessage("Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that "
                        + "is not valid for this queue type.");
    }

    @Test
    void the_scope_message_group_deduplicates_each_group_by_itself() {
        String url = sqs.createQueue(
                "orders.fifo",
                Map.of(
                        QueueAttributeName.FIFO_QUEUE, "true",
                        QueueAttributeName.DEDUPLICATION_SCOPE, "messageGroup",
                        QueueAttributeName.FIFO_THROUGHPUT_LIMIT, "perMessageGroupId"));
        send(url, "a", "id", "one");
        send(url, "b", "id", "two");
        send(url, "a", "id", "three");
        assertThat(sqs.bodies(url)).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void an_expired_receipt_handle_does_not_delete() {
        String url = sqs.createFifo("orders.fifo");
        sqs.send(url, "g", "m");
        Message message = one(url);
        sqs.advance(Duration.ofSeconds(31));
        assertThat(fault(() -> sqs.delete(url, message)))
                .hasMessage("Value " + message.receiptHandle()
                        + " for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.");
    }

    @Test
    void under_aws_limits_the_301st_call_of_a_second_is_throttled() {
        try (SqsFixture strict = SqsFixture.strict()) {
            String url = strict.createFifo("orders.fifo");
            for (int i = 0; i < 300; i++) {
                strict.send(url, "g", "m" + i);
            }
            assertThat(fault(() -> strict.send(url, "g", "over")).fault()).isEqualTo(SqsFaults.REQUEST_THROTTLED);
            strict.advance(Duration.ofSeconds(1));
            strict.send(url, "g", "next second");
        }
    }

    @Test
    void order_and_deduplication_of_groups_hold_across_partitions() {
        try (SqsFixture wide = SqsFixture.partitioned(4)) {
            String url = wide.createFifoPerGroup("orders.fifo");
            for (int i = 0; i < 20; i++) {
                wide.send(url, "g" + i % 5, "m" + i);
                wide.send(url, "g" + i % 5, "m" + i);
            }
            java.util.Map<String, List<String>> byGroup = new java.util.TreeMap<>();
            for (List<Message> batch = wide.receive(url); !batch.isEmpty(); batch = wide.receive(url)) {
                for (Message message : batch) {
                    byGroup.computeIfAbsent(
                                    message.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID),
                                    group -> new java.util.ArrayList<>())
                            .add(message.body());
                    wide.delete(url, message);
                }
            }
            assertThat(byGroup).hasSize(5).allSatisfy((group, bodies) -> {
                int number = Integer.parseInt(group.substring(1));
                assertThat(bodies)
                        .containsExactly("m" + number, "m" + (number + 5), "m" + (number + 10), "m" + (number + 15));
            });
        }
    }
}
