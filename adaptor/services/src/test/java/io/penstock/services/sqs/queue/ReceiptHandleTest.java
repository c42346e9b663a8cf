package io.penstock.services.sqs.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.services.sqs.queue.QueueProtocol.Receipt;
import org.junit.jupiter.api.Test;

class ReceiptHandleTest {

    private static final ReceiptHandle HANDLE = new ReceiptHandle(3, new Receipt(123_456_789_012L, -42));

    @Test
    void a_handle_comes_back_as_it_was() {
        String text = HANDLE.encode(QueueWorld.STANDARD);
        assertThat(ReceiptHandle.decode(text, QueueWorld.STANDARD)).contains(HANDLE);
        assertThat(text).matches("[A-Za-z0-9_-]+=*").hasSizeLessThan(64);
    }

    @Test
    void a_handle_of_another_queue_is_none() {
        String text = HANDLE.encode(QueueWorld.STANDARD);
        assertThat(ReceiptHandle.decode(text, QueueWorld.FIFO)).isEmpty();
        QueuePartition recreated = new QueuePartition(QueueWorld.STANDARD.queueArn(), "c2", 0);
        assertThat(ReceiptHandle.decode(text, recreated)).isEmpty();
    }

    @Test
    void the_partition_it_is_shown_to_does_not_matter() {
        QueuePartition other = new QueuePartition(QueueWorld.STANDARD.queueArn(), "c1", 9);
        assertThat(ReceiptHandle.decode(HANDLE.encode(QueueWorld.STANDARD), other))
                .contains(HANDLE);
    }

    @Test
    void garbage_is_no_handle() {
        String text = HANDLE.encode(QueueWorld.STANDARD);
        assertThat(ReceiptHandle.decode("", QueueWorld.STANDARD)).isEmpty();
        assertThat(ReceiptHandle.decode("not base64!", QueueWorld.STANDARD)).isEmpty();
        assertThat(ReceiptHandle.decode(text.substring(4), QueueWorld.STANDARD)).isEmpty();
        for (int i = 0; i < 28; i++) {
            char changed = text.charAt(i) == 'A' ? 'B' : 'A';
            String spoiled = text.substring(0, i) + changed + text.substring(i + 1);
            assertThat(ReceiptHandle.decode(spoiled, QueueWorld.STANDARD)).isEmpty();
        }
    }
}
