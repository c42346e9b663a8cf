package io.penstock.services.sqs.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.sqs.SqsFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * DelaySeconds of a queue is changed while messages wait, with and without a change of owner behind it. On standard queues a message keeps the delay that it was
 * sent with, on FIFO queues it gets the new one (developer guide, delay queues).
 */
@Timeout(60)
class DelayChangeTest {

    private static final String TOPIC = "sqs.us-east-1.000000000000.orders";

    private final SqsFixture sqs = new SqsFixture();

    @AfterEach
    void close() {
        sqs.close();
    }

    private void delayBy(String url, String seconds) {
        sqs.client.setQueueAttributes(
                request -> request.queueUrl(url).attributes(Map.of(QueueAttributeName.DELAY_SECONDS, seconds)));
    }

    private void assertDelayed(String url, int messages) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(sqs.attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED))
                                .isEqualTo(Integer.toString(messages)));
    }

    @Test
    void a_standard_message_that_was_sent_without_a_delay_is_not_delayed_later() {
        String url = sqs.createQueue("orders");
        sqs.send(url, "m");
        sqs.advance(Duration.ofSeconds(1));
        delayBy(url, "900");
        sqs.world.crashAndRecover();
        assertThat(sqs.bodies(url)).containsExactly("m");
    }

    @Test
    void a_standard_message_keeps_its_delay_when_the_queues_is_taken_away() {
        String url = sqs.createQueue("orders", Map.of(QueueAttributeName.DELAY_SECONDS, "60"));
        sqs.send(url, "m");
        sqs.produce(TOPIC, "", "of a plain producer");
        sqs.advance(Duration.ofSeconds(1));
        delayBy(url, "0");
        assertDelayed(url, 2);
        sqs.world.crashAndRecover();
        assertDelayed(url, 2);
        assertThat(sqs.receive(url)).isEmpty();
        sqs.advance(Duration.ofSeconds(59));
        assertThat(sqs.bodies(url)).containsExactly("m", "of a plain producer");
    }

    /** A broker whose clock is behind would else seem to have got it before. */
    @Test
    void a_standard_message_that_is_sent_behind_a_delay_says_that_it_has_none() {
        String url = sqs.createQueue("orders");
        sqs.send(url, "never delayed");
        delayBy(url, "900");
        delayBy(url, "0");
        sqs.send(url, "not delayed any more");
        assertThat(sqs.world.recordLog().read(new TopicPartition(TOPIC, 0), 0, 10, 1 << 20).join().stream()
                        .map(record -> record.header("sqs.delay-seconds")
                                .map(Header::text)
                                .orElse("none")))
                .containsExactly("none", "0");
    }

    @Test
    void each_standard_message_has_the_delay_of_its_time_however_often_that_changed() {
        String url = sqs.createQueue("orders");
        for (String seconds : List.of("40", "0", "20")) {
            delayBy(url, seconds);
            sqs.send(url, "delayed by " + seconds);
            sqs.advance(Duration.ofSeconds(1));
        }
        sqs.world.crashAndRecover();
        assertThat(sqs.bodies(url)).containsExactly("delayed by 0");
        sqs.advance(Duration.ofSeconds(19));
        assertThat(sqs.bodies(url)).containsExactly("delayed by 20");
        sqs.advance(Duration.ofSeconds(18));
        assertThat(sqs.bodies(url)).contains("delayed by 40");
    }

    @Test
    void a_fifo_queue_delays_what_waits_already() {
        String url = sqs.createFifo("orders.fifo");
        sqs.send(url, "g", "m");
        sqs.advance(Duration.ofSeconds(5));
        delayBy(url, "60");
        assertDelayed(url, 1);
        assertThat(sqs.receive(url)).isEmpty();
        sqs.world.crashAndRecover();
        assertDelayed(url, 1);
        assertThat(sqs.receive(url)).isEmpty();
        sqs.advance(Duration.ofSeconds(55));
        assertThat(sqs.bodies(url)).containsExactly("m");
    }

    /** Nothing is appended any more, so what a new owner knows of the queue is not told by a scan of records. */
    @Test
    void a_fifo_queue_delays_what_a_snapshot_from_before_holds() {
        String url = sqs.createFifo("orders.fifo");
        sqs.send(url, "g", "m");
        sqs.world.snapshot(sqs.partition(url, 0));
        delayBy(url, "60");
        sqs.world.crashAndRecover();
        assertDelayed(url, 1);
        assertThat(sqs.receive(url)).isEmpty();
    }

    @Test
    void a_fifo_queue_without_a_delay_any_more_hands_out_at_once_what_it_delayed() {
        String url = sqs.createQueue(
                "orders.fifo",
                Map.of(
                        QueueAttributeName.FIFO_QUEUE, "true",
                        QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true",
                        QueueAttributeName.DELAY_SECONDS, "900"));
        sqs.send(url, "g", "m");
        assertThat(sqs.receive(url)).isEmpty();
        delayBy(url, "0");
        assertDelayed(url, 0);
        assertThat(sqs.bodies(url)).containsExactly("m");
    }
}
