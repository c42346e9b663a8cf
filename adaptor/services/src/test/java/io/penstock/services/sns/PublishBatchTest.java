package io.penstock.services.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.sns.rules.SnsLimits;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sns.model.PublishBatchResultEntry;

/** Of a batch, what is invalid refuses all of it, and what fails refuses itself. */
final class PublishBatchTest {

    private final SnsFixture sns = new SnsFixture(SnsLimits.AWS);
    private String topic = "";

    @BeforeEach
    void create() {
        topic = sns.client.createTopic(create -> create.name("t")).topicArn();
    }

    @AfterEach
    void close() {
        sns.close();
    }

    private static PublishBatchRequestEntry entry(String id, String message) {
        return PublishBatchRequestEntry.builder().id(id).message(message).build();
    }

    private PublishBatchResponse publish(PublishBatchRequestEntry... entries) {
        return sns.client.publishBatch(batch -> batch.topicArn(topic).publishBatchRequestEntries(entries));
    }

    private List<LogRecord> published() {
        return sns.world
                .recordLog()
                .read(new TopicPartition("sns.publications", 0), 0, 100, 1 << 20)
                .join();
    }

    @Test
    void an_append_that_fails_fails_its_own_entry() {
        sns.world.recordLogFaults().spareNextAppend();
        sns.world.recordLogFaults().refuseNextAppend();
        PublishBatchResponse answer = publish(entry("a", "1"), entry("b", "2"), entry("c", "3"));
        assertThat(answer.successful()).extracting(PublishBatchResultEntry::id).containsExactly("a", "c");
        assertThat(answer.failed())
                .singleElement()
                .matches(failed -> failed.id().equals("b"))
                .matches(failed -> failed.code().equals("ServiceUnavailable"))
                .matches(failed -> !failed.senderFault());
    }

    @Test
    void overload_is_told_of_each_entry_and_is_no_fault_of_the_sender() {
        publish(entry("a", "1"));
        sns.refusal.set(CommonFaults.THROTTLED.with());
        PublishBatchResponse answer = publish(entry("b", "2"), entry("c", "3"));
        assertThat(answer.successful()).isEmpty();
        assertThat(answer.failed())
                .hasSize(2)
                .allMatch(failed -> failed.code().equals("Throttling") && !failed.senderFault());
    }

    @Test
    void a_defect_is_told_of_its_entry() {
        publish(entry("a", "1"));
        sns.refusal.set(new IllegalStateException("planted"));
        assertThat(publish(entry("b", "2")).failed())
                .extracting(BatchResultErrorEntry::code)
                .containsExactly("InternalFailure");
    }

    /** The messages before and behind it in the batch have been appended by then, and are told to be. */
    @Test
    void an_append_to_a_fifo_topic_that_throws_fails_its_own_entry() {
        topic = sns.client
                .createTopic(create -> create.name("t.fifo")
                        .attributes(Map.of("FifoTopic", "true", "ContentBasedDeduplication", "true")))
                .topicArn();
        sns.refusal.set(CommonFaults.THROTTLED.with());
        sns.refused.set("2"::equals);
        PublishBatchResponse answer = publish(fifo("a", "1"), fifo("b", "2"), fifo("c", "3"));
        assertThat(answer.failed())
                .singleElement()
                .matches(failed -> failed.id().equals("b"))
                .matches(failed -> failed.code().equals("Throttling"))
                .matches(failed -> !failed.senderFault());
        assertThat(answer.successful()).extracting(PublishBatchResultEntry::id).containsExactly("a", "c");
        assertThat(answer.successful())
                .extracting(PublishBatchResultEntry::sequenceNumber)
                .isSorted()
                .doesNotHaveDuplicates();
        sns.refusal.set(null);
        PublishBatchResponse again = publish(fifo("a", "1"), fifo("b", "2"));
        assertThat(again.failed()).isEmpty();
        assertThat(again.successful().getFirst().messageId())
                .as("a duplicate is answered with its original")
                .isEqualTo(answer.successful().getFirst().messageId());
        assertThat(again.successful().getLast().sequenceNumber())
                .isGreaterThan(answer.successful().getLast().sequenceNumber());
    }

    private static PublishBatchRequestEntry fifo(String id, String message) {
        return PublishBatchRequestEntry.builder()
                .id(id)
                .message(message)
                .messageGroupId("g")
                .build();
    }

    @Test
    void an_invalid_entry_refuses_the_batch_before_anything_is_sent() {
        String policy = "{\"a\": [\"b\"]}";
        sns.client.subscribe(subscribe -> subscribe
                .topicArn(topic)
                .protocol("sqs")
                .endpoint("arn:aws:sqs:us-east-1:000000000000:q")
                .attributes(Map.of("FilterPolicy", policy, "FilterPolicyScope", "MessageBody")));
        Stream.of("", "too long")
                .forEach(bad -> assertThatThrownBy(() -> publish(entry("a", "1"), entry("b", bad)))
                        .hasMessageContaining("Invalid parameter"));
        assertThat(published()).isEmpty();
    }

    @Test
    void ids_are_refused_in_the_words_of_aws() {
        assertThatThrownBy(() -> publish(entry("message.id", "1")))
                .hasMessage(
                        "The Id of a batch entry in the batch request contains an impermissible character: message.id");
        String id = "a".repeat(81);
        assertThatThrownBy(() -> publish(entry(id, "1")))
                .hasMessage("The Id of a batch entry in the batch request is too long: " + id);
    }
}
