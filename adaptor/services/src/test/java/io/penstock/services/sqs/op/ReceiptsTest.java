package io.penstock.services.sqs.op;

import static io.penstock.services.sqs.SqsFixture.fault;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.services.sqs.SqsFixture;
import io.penstock.services.sqs.rules.SqsFaults;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.Message;

/** DeleteMessage, ChangeMessageVisibility and their batches: rows SQS-10 and SQS-11. */
class ReceiptsTest {

    private final SqsFixture sqs = new SqsFixture();

    @AfterEach
    void close() {
        sqs.close();
    }

    private void change(String url, Message message, int seconds) {
        sqs.client.changeMessageVisibility(request ->
                request.queueUrl(url).receiptHandle(message.receiptHandle()).visibilityTimeout(seconds));
    }

    @Test
    void a_visibility_timeout_of_zero_gives_the_message_back_at_once() {
        String url = sqs.createQueue("orders");
        sqs.send(url, "m");
        change(url, sqs.receive(url).getFirst(), 0);
        assertThat(sqs.receive(url)).hasSize(1);
    }

    @Test
    void a_longer_visibility_timeout_counts_from_the_call() {
        String url = sqs.createQueue("orders");
        sqs.send(url, "m");
        Message message = sqs.receive(url).getFirst();
        sqs.advance(Duration.ofSeconds(20));
        change(url, message, 60);
        sqs.advance(Duration.ofSeconds(59));
        assertThat(sqs.receive(url)).isEmpty();
        sqs.advance(Duration.ofSeconds(1));
        assertThat(sqs.receive(url)).hasSize(1);
    }

    @Test
    void more_than_twelve_hours_in_all_is_refused() {
        String url = sqs.createQueue("orders");
        sqs.send(url, "m");
        Message message = sqs.receive(url).getFirst();
        sqs.advance(Duration.ofSeconds(10));
        assertThat(fault(() -> change(url, message, 43_200)))
                .hasMessage("Value 43200 for parameter VisibilityTimeout is invalid. Reason: "
                        + "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]");
        assertThat(fault(() -> change(url, message, 43_201)).fault()).isEqualTo(SqsFaults.INVALID_PARAMETER_VALUE);
    }

    @Test
    void a_message_that_is_not_in_flight_cannot_be_changed() {
        String url = sqs.createQueue("orders");
        sqs.send(url, "m");
        Message message = sqs.receive(url).getFirst();
        sqs.advance(Duration.ofSeconds(31));
        assertThat(fault(() -> change(url, message, 5)).fault()).isEqualTo(SqsFaults.MESSAGE_NOT_IN_FLIGHT);
    }

    @Test
    void a_deleted_message_cannot_be_changed() {
        String url = sqs.createQueue("orders");
        sqs.send(url, "m");
        Message message = sqs.receive(url).getFirst();
        sqs.delete(url, message);
        assertThat(fault(() -> change(url, message, 5)))
                .hasMessageContaining("Message does not exist or is not available for visibility timeout change.");
    }

    @Test
    void deleting_twice_or_with_an_old_handle_succeeds_and_an_old_handle_deletes_nothing() {
        String url = sqs.createQueue("orders");
        sqs.send(url, "m");
        Message first = sqs.receive(url).getFirst();
        sqs.advance(Duration.ofSeconds(30));
        Message second = sqs.receive(url).getFirst();
        sqs.delete(url, first);
        sqs.advance(Duration.ofSeconds(30));
        assertThat(sqs.receive(url)).hasSize(1);
        sqs.delete(url, second);
        sqs.delete(url, second);
    }

    @Test
    void a_text_that_is_no_handle_is_refused() {
        String url = sqs.createQueue("orders");
        String other = sqs.createQueue("other");
        sqs.send(other, "m");
        String foreign = sqs.receive(other).getFirst().receiptHandle();
        for (String handle : List.of("garbage", foreign)) {
            assertThat(fault(() -> sqs.client.deleteMessage(
                                    request -> request.queueUrl(url).receiptHandle(handle)))
                            .fault())
                    .isEqualTo(SqsFaults.RECEIPT_HANDLE_IS_INVALID);
        }
    }

    @Test
    void a_batch_deletes_what_it_can_and_says_what_it_could_not() {
        String url = sqs.createQueue("orders");
        sqs.send(url, "m");
        String handle = sqs.receive(url).getFirst().receiptHandle();
        DeleteMessageBatchResponse response = sqs.client.deleteMessageBatch(request -> request.queueUrl(url)
                .entries(
                        DeleteMessageBatchRequestEntry.builder()
                                .id("good")
                                .receiptHandle(handle)
                                .build(),
                        DeleteMessageBatchRequestEntry.builder()
                                .id("bad")
                                .receiptHandle("garbage")
                                .build()));
        assertThat(response.successful())
                .singleElement()
                .satisfies(entry -> assertThat(entry.id()).isEqualTo("good"));
        assertThat(response.failed()).singleElement().satisfies(entry -> {
            assertThat(entry.id()).isEqualTo("bad");
            assertThat(entry.code()).isEqualTo("ReceiptHandleIsInvalid");
            assertThat(entry.senderFault()).isTrue();
        });
    }

    @Test
    void a_batch_changes_what_it_can_and_says_what_it_could_not() {
        String url = sqs.createQueue("orders");
        sqs.send(url, "m");
        String handle = sqs.receive(url).getFirst().receiptHandle();
        ChangeMessageVisibilityBatchResponse response =
                sqs.client.changeMessageVisibilityBatch(request -> request.queueUrl(url)
                        .entries(
                                ChangeMessageVisibilityBatchRequestEntry.builder()
                                        .id("good")
                                        .receiptHandle(handle)
                                        .visibilityTimeout(0)
                                        .build(),
                                ChangeMessageVisibilityBatchRequestEntry.builder()
                                        .id("bad")
                                        .receiptHandle(handle)
                                        .visibilityTimeout(43_201)
                                        .build()));
        assertThat(response.successful()).hasSize(1);
        assertThat(response.failed())
                .singleElement()
                .satisfies(entry -> assertThat(entry.code()).isEqualTo("InvalidParameterValue"));
        assertThat(sqs.receive(url)).hasSize(1);
    }
}
