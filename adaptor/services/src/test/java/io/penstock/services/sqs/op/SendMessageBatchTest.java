package io.penstock.services.sqs.op;

import static io.penstock.services.sqs.SqsFixture.fault;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.sqs.SqsFixture;
import io.penstock.services.sqs.rules.SqsFaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

class SendMessageBatchTest {

    private final SqsFixture sqs = new SqsFixture();

    @AfterEach
    void close() {
        sqs.close();
    }

    private static SendMessageBatchRequestEntry entry(String id, String body) {
        return SendMessageBatchRequestEntry.builder().id(id).messageBody(body).build();
    }

    private SendMessageBatchResponse send(String url, List<SendMessageBatchRequestEntry> entries) {
        return sqs.client.sendMessageBatch(request -> request.queueUrl(url).entries(entries));
    }

    private FaultException refusal(List<SendMessageBatchRequestEntry> entries) {
        String url = sqs.createQueue("orders");
        return fault(() -> send(url, entries));
    }

    /** How the bad entry was refused, which is all that was. */
    private static BatchResultErrorEntry refusedAlone(SendMessageBatchResponse response) {
        assertThat(response.successful())
                .singleElement()
                .satisfies(sent -> assertThat(sent.id()).isEqualTo("good"));
        assertThat(response.failed())
                .singleElement()
                .satisfies(failed -> assertThat(failed.id()).isEqualTo("bad"));
        return response.failed().getFirst();
    }

    @Test
    void ten_messages_are_sent_and_received() {
        String url = sqs.createQueue("orders");
        List<SendMessageBatchRequestEntry> entries =
                IntStream.range(0, 10).mapToObj(i -> entry("id" + i, "m" + i)).toList();
        SendMessageBatchResponse response = send(url, entries);
        assertThat(response.successful()).hasSize(10);
        assertThat(response.failed()).isEmpty();
        assertThat(sqs.bodies(url)).hasSize(10);
    }

    @Test
    void a_bad_entry_fails_alone() {
        String url = sqs.createQueue("orders");
        SendMessageBatchResponse response = send(url, List.of(entry("good", "m"), entry("bad", "\u0000")));
        BatchResultErrorEntry failed = refusedAlone(response);
        assertThat(failed.code()).isEqualTo("InvalidMessageContents");
        assertThat(failed.senderFault()).isTrue();
    }

    @Test
    void an_entry_larger_than_the_queue_takes_fails_alone() {
        String url = sqs.createQueue("orders", Map.of(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "1024"));
        SendMessageBatchResponse response =
                send(url, List.of(entry("good", "x".repeat(1_024)), entry("bad", "x".repeat(1_025))));
        BatchResultErrorEntry failed = refusedAlone(response);
        assertThat(failed.code()).isEqualTo("InvalidParameterValue");
        assertThat(failed.message())
                .isEqualTo(
                        "One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes.");
    }

    @Test
    void entries_of_one_fifo_batch_keep_their_order_and_duplicates_are_recognised() {
        String url = sqs.createFifo("orders.fifo");
        List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            entries.add(SendMessageBatchRequestEntry.builder()
                    .id("id" + i)
                    .messageGroupId("g")
                    .messageBody("m" + i / 2)
                    .build());
        }
        SendMessageBatchResponse response = send(url, entries);
        assertThat(response.successful()).hasSize(8);
        assertThat(response.successful().get(1).messageId())
                .isEqualTo(response.successful().get(0).messageId());
        assertThat(sqs.bodies(url)).containsExactly("m0", "m1", "m2", "m3");
    }

    @Test
    void a_fifo_entry_without_its_group_fails_the_whole_batch() {
        String url = sqs.createFifo("orders.fifo");
        FaultException fault = fault(() -> send(url, List.of(entry("a", "m"))));
        assertThat(fault.fault()).isEqualTo(SqsFaults.INVALID_PARAMETER_VALUE);
        assertThat(fault).hasMessage("The request must contain the parameter MessageGroupId.");
    }

    @Test
    void an_empty_batch_is_refused() {
        FaultException fault = refusal(List.of());
        assertThat(fault.fault()).isEqualTo(SqsFaults.EMPTY_BATCH_REQUEST);
        assertThat(fault).hasMessage("There should be at least one SendMessageBatchRequestEntry in the request.");
    }

    @Test
    void eleven_entries_are_too_many() {
        FaultException fault = refusal(
                IntStream.range(0, 11).mapToObj(i -> entry("id" + i, "m")).toList());
        assertThat(fault.fault()).isEqualTo(SqsFaults.TOO_MANY_ENTRIES);
        assertThat(fault).hasMessage("Maximum number of entries per request are 10. You have sent 11.");
    }

    @Test
    void ids_must_be_distinct_and_of_the_form() {
        FaultException fault = refusal(List.of(entry("a", "m"), entry("a", "m")));
        assertThat(fault).hasMessage("Id a repeated.");
        assertThat(refusal(List.of(entry("a b", "m"))).fault()).isEqualTo(SqsFaults.INVALID_BATCH_ENTRY_ID);
        assertThat(refusal(List.of(entry("x".repeat(81), "m"))).fault()).isEqualTo(SqsFaults.INVALID_BATCH_ENTRY_ID);
    }

    @Test
    void a_batch_of_more_than_a_mebibyte_is_refused_as_a_whole() {
        FaultException fault = refusal(List.of(entry("a", "x".repeat(1_048_576)), entry("b", "y")));
        assertThat(fault.fault()).isEqualTo(SqsFaults.BATCH_REQUEST_TOO_LONG);
        assertThat(fault)
                .hasMessage("Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.");
    }
}
