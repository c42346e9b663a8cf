package io.penstock.streams.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class QueueMessageTest {

    private static final QueueTarget FIFO =
            new QueueTarget("arn:aws:sqs:us-east-1:000000000000:q.fifo", "sqs-fifo.q", 1, true, "000000000000", 1024);

    private static QueueMessage message() {
        return new QueueMessage(FIFO, "id", "sender", "body".getBytes(UTF_8));
    }

    @Test
    void a_message_for_a_fifo_queue_has_its_group_as_key_and_its_id_as_header() {
        Record<byte[], TopicValue> record =
                message().group("orders").deduplication("one").record(0);
        assertThat(record.key()).asString(UTF_8).isEqualTo("orders");
        assertThat(record.headers().lastHeader("sqs.deduplication-id").value())
                .asString(UTF_8)
                .isEqualTo("one");
        assertThat(record.value().topic()).isEqualTo("sqs-fifo.q");
    }

    @Test
    void a_fifo_queue_is_sent_nothing_without_a_group() {
        assertThatThrownBy(() -> message().deduplication("one").record(0)).hasMessageContaining("without a group");
    }

    @Test
    void a_fifo_queue_is_sent_nothing_without_a_deduplication_id() {
        assertThatThrownBy(() -> message().group("orders").record(0)).hasMessageContaining("without a group or an id");
    }
}
