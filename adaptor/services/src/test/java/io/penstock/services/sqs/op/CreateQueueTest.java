package io.penstock.services.sqs.op;

import static io.penstock.services.sqs.SqsFixture.fault;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.sqs.SqsFixture;
import io.penstock.services.sqs.definition.QueueTopic;
import io.penstock.services.sqs.rules.SqsFaults;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

class CreateQueueTest {

    private final SqsFixture sqs = new SqsFixture();

    @AfterEach
    void close() {
        sqs.close();
    }

    @Test
    void creating_again_with_the_same_attributes_answers_the_same_url() {
        Map<QueueAttributeName, String> attributes = Map.of(QueueAttributeName.DELAY_SECONDS, "5");
        String url = sqs.createQueue("orders", attributes);
        assertThat(url).isEqualTo("http://localhost:4566/000000000000/orders");
        assertThat(sqs.createQueue("orders", attributes)).isEqualTo(url);
        assertThat(sqs.createQueue("orders")).isEqualTo(url);
    }

    @Test
    void creating_again_with_a_different_attribute_is_refused_and_names_it() {
        sqs.createQueue("orders", Map.of(QueueAttributeName.DELAY_SECONDS, "5"));
        FaultException fault = fault(() -> sqs.createQueue("orders", Map.of(QueueAttributeName.DELAY_SECONDS, "6")));
        assertThat(fault.fault()).isEqualTo(SqsFaults.QUEUE_NAME_EXISTS);
        assertThat(fault)
                .hasMessage(
                        "A queue already exists with the same name and a different value for attribute DelaySeconds");
    }

    @Test
    void under_aws_limits_a_name_is_taken_for_a_minute_after_deletion() {
        try (SqsFixture strict = SqsFixture.strict()) {
            String url = strict.createQueue("orders");
            strict.client.deleteQueue(request -> request.queueUrl(url));
            assertThat(fault(() -> strict.createQueue("orders")).fault()).isEqualTo(SqsFaults.QUEUE_DELETED_RECENTLY);
            strict.advance(Duration.ofSeconds(60));
            strict.createQueue("orders");
        }
    }

    @Test
    void a_queue_that_was_deleted_and_created_at_once_is_empty_and_knows_no_old_handles() {
        String url = sqs.createQueue("orders");
        sqs.send(url, "old 1");
        sqs.send(url, "old 2");
        String handle = sqs.client
                .receiveMessage(request -> request.queueUrl(url))
                .messages()
                .getFirst()
                .receiptHandle();
        sqs.client.deleteQueue(request -> request.queueUrl(url));
        sqs.createQueue("orders");
        assertThat(sqs.receive(url)).isEmpty();
        sqs.send(url, "new");
        assertThat(sqs.bodies(url)).containsExactly("new");
        assertThat(fault(() -> sqs.client.deleteMessage(
                                request -> request.queueUrl(url).receiptHandle(handle)))
                        .fault())
                .isEqualTo(SqsFaults.RECEIPT_HANDLE_IS_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "orders.fifo", "x/y", "ümlaut"})
    void names_of_the_wrong_form_are_refused(String name) {
        assertThat(fault(() -> sqs.createQueue(name)).fault().queryCode())
                .isIn("InvalidParameterValue", "MissingParameter");
    }

    @Test
    void names_may_have_80_characters_and_no_more() {
        sqs.createQueue("x".repeat(80));
        assertThat(fault(() -> sqs.createQueue("x".repeat(81))))
                .hasMessage("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
    }

    @Test
    void a_fifo_queue_needs_its_suffix() {
        assertThat(fault(() -> sqs.createQueue("orders", Map.of(QueueAttributeName.FIFO_QUEUE, "true"))))
                .hasMessageContaining("must end with .fifo suffix");
    }

    @Test
    void a_fifo_and_a_standard_queue_of_similar_names_do_not_share_a_topic() {
        String standard = sqs.createQueue("orders_fifo");
        String fifo = sqs.createFifo("orders.fifo");
        sqs.send(standard, "standard");
        sqs.send(fifo, "g", "fifo");
        assertThat(sqs.bodies(standard)).containsExactly("standard");
        assertThat(sqs.bodies(fifo)).containsExactly("fifo");
        assertThat(partitions("sqs.us-east-1.000000000000.orders_fifo")).isEqualTo(1);
        assertThat(partitions("sqs-fifo.us-east-1.000000000000.orders")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "DelaySeconds, 901",
        "DelaySeconds, -1",
        "DelaySeconds, x",
        "MaximumMessageSize, 1023",
        "MaximumMessageSize, 1048577",
        "MessageRetentionPeriod, 1209601",
        "ReceiveMessageWaitTimeSeconds, 21",
        "VisibilityTimeout, 43201",
        "SqsManagedSseEnabled, maybe"
    })
    void values_out_of_range_are_refused(String name, String value) {
        FaultException fault =
                fault(() -> sqs.createQueue("orders", Map.of(QueueAttributeName.fromValue(name), value)));
        assertThat(fault.fault()).isEqualTo(SqsFaults.INVALID_ATTRIBUTE_VALUE);
        assertThat(fault).hasMessage("Invalid value for the parameter " + name + ".");
    }

    @ParameterizedTest
    @CsvSource({
        "ContentBasedDeduplication, true, Unknown Attribute ContentBasedDeduplication.",
        "DeduplicationScope, queue, You can specify the DeduplicationScope only when FifoQueue is set to true.",
        "FifoThroughputLimit, perQueue, You can specify the FifoThroughputLimit only when FifoQueue is set to true.",
        "QueueArn, x, Unknown Attribute QueueArn."
    })
    void attributes_that_a_standard_queue_does_not_have_are_refused(String name, String value, String text) {
        FaultException fault =
                fault(() -> sqs.createQueue("orders", Map.of(QueueAttributeName.fromValue(name), value)));
        assertThat(fault.fault()).isEqualTo(SqsFaults.INVALID_ATTRIBUTE_NAME);
        assertThat(fault).hasMessage(text);
    }

    @ParameterizedTest
    @CsvSource({"KmsMasterKeyId, alias/aws/sqs", "SqsManagedSseEnabled, true", "KmsDataKeyReusePeriodSeconds, 60"})
    void encryption_is_refused_loudly(String name, String value) {
        assertThat(fault(() -> sqs.createQueue("orders", Map.of(QueueAttributeName.fromValue(name), value)))
                        .fault())
                .isEqualTo(SqsFaults.UNSUPPORTED_OPERATION);
    }

    @Test
    void throughput_per_group_needs_deduplication_per_group() {
        assertThat(fault(() -> sqs.createQueue(
                                "orders.fifo",
                                Map.of(
                                        QueueAttributeName.FIFO_QUEUE, "true",
                                        QueueAttributeName.FIFO_THROUGHPUT_LIMIT, "perMessageGroupId")))
                        .fault())
                .isEqualTo(SqsFaults.INVALID_ATTRIBUTE_VALUE);
    }

    @Test
    void a_tag_chooses_the_number_of_partitions() {
        sqs.client.createQueue(request -> request.queueName("wide").tags(Map.of(QueueTopic.PARTITIONS_TAG, "3")));
        assertThat(partitions("sqs.us-east-1.000000000000.wide")).isEqualTo(3);
        assertThat(fault(() -> sqs.client.createQueue(
                                request -> request.queueName("wider").tags(Map.of(QueueTopic.PARTITIONS_TAG, "65"))))
                        .fault())
                .isEqualTo(SqsFaults.INVALID_PARAMETER_VALUE);
    }

    @Test
    void a_queue_survives_a_crash() {
        String url = sqs.createQueue("orders", Map.of(QueueAttributeName.DELAY_SECONDS, "5"));
        sqs.world.crashAndRecover();
        assertThat(sqs.attribute(url, QueueAttributeName.DELAY_SECONDS)).isEqualTo("5");
        assertThat(sqs.createQueue("orders", Map.of(QueueAttributeName.DELAY_SECONDS, "5")))
                .isEqualTo(url);
    }

    private int partitions(String topic) {
        return sqs.world.topics().find(topic).join().orElseThrow().partitions();
    }
}
