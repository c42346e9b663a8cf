package io.penstock.services.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.services.sns.rules.SnsLimits;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;

/** Quotas by the second. Time stands still but for what a test lets pass. */
final class RatesTest {

    private final SnsFixture sns = new SnsFixture(SnsLimits.AWS);

    @AfterEach
    void close() {
        sns.close();
    }

    private String topic(String name, Map<String, String> attributes) {
        return sns.client
                .createTopic(create -> create.name(name).attributes(attributes))
                .topicArn();
    }

    private void publish(String topic, String group, int messages, String text) {
        PublishBatchRequestEntry[] entries = IntStream.range(0, messages)
                .mapToObj(i -> PublishBatchRequestEntry.builder()
                        .id("m" + i)
                        .message(text)
                        .messageGroupId(group)
                        .build())
                .toArray(PublishBatchRequestEntry[]::new);
        assertThat(sns.client
                        .publishBatch(batch -> batch.topicArn(topic).publishBatchRequestEntries(entries))
                        .failed())
                .isEmpty();
    }

    private static void assertThrottled(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).hasMessage("Rate exceeded");
    }

    @Test
    void a_message_group_takes_300_messages_a_second() {
        String topic = topic("t.fifo", Map.of("FifoTopic", "true", "ContentBasedDeduplication", "true"));
        IntStream.range(0, 29).forEach(i -> publish(topic, "g", 10, "text"));
        publish(topic, "g", 9, "text");
        assertThrottled(() -> publish(topic, "g", 2, "text"));
        publish(topic, "g", 1, "text");
        assertThrottled(() -> sns.client.publish(
                publish -> publish.topicArn(topic).messageGroupId("g").message("text")));
        publish(topic, "other", 1, "text");
        sns.world.advance(Duration.ofSeconds(1));
        publish(topic, "g", 10, "text");
    }

    @Test
    void a_fifo_topic_takes_3000_messages_a_second_unless_its_scope_is_the_group() {
        String topic = topic("t.fifo", Map.of("FifoTopic", "true", "ContentBasedDeduplication", "true"));
        IntStream.range(0, 300).forEach(i -> publish(topic, "g" + i, 10, "text"));
        assertThrottled(() -> publish(topic, "last", 1, "text"));
        String wide = topic(
                "w.fifo",
                Map.of(
                        "FifoTopic",
                        "true",
                        "ContentBasedDeduplication",
                        "true",
                        "FifoThroughputScope",
                        "MessageGroup"));
        IntStream.range(0, 301).forEach(i -> publish(wide, "g" + i, 10, "text"));
    }

    @Test
    void a_fifo_topic_takes_20_MB_a_second() {
        String topic = topic("t.fifo", Map.of("FifoTopic", "true", "ContentBasedDeduplication", "true"));
        String large = "a".repeat(SnsLimits.MESSAGE_BYTES);
        int fit = SnsLimits.FIFO_BYTES / SnsLimits.MESSAGE_BYTES;
        IntStream.range(0, fit).forEach(i -> publish(topic, "g", 1, large));
        assertThrottled(() -> publish(topic, "g", 1, "a"));
    }

    @Test
    void an_account_publishes_30000_messages_a_second_to_standard_topics_in_the_largest_region() {
        String topic = topic("t", Map.of());
        String other = topic("u", Map.of());
        IntStream.range(0, 1_500).forEach(i -> publish(topic, "g", 10, "text"));
        IntStream.range(0, 1_500).forEach(i -> publish(other, "g", 10, "text"));
        assertThrottled(() -> publish(topic, "g", 1, "text"));
        assertThrottled(
                () -> sns.client.publish(publish -> publish.topicArn(other).message("text")));
        sns.world.advance(Duration.ofSeconds(1));
        sns.client.publish(publish -> publish.topicArn(other).message("text"));
    }

    @Test
    void calls_of_control_operations() {
        String topic = topic("t", Map.of());
        IntStream.range(0, SnsLimits.LISTS).forEach(i -> sns.client.listTopics());
        assertThrottled(() -> sns.client.listTopics());
        IntStream.range(0, SnsLimits.LISTS).forEach(i -> sns.client.listSubscriptions());
        assertThrottled(() -> sns.client.listSubscriptions());
        IntStream.range(0, SnsLimits.SUBSCRIBES).forEach(i -> subscribe(topic, "q" + i));
        assertThrottled(() -> subscribe(topic, "last"));
        sns.world.advance(Duration.ofSeconds(1));
        subscribe(topic, "last");
        sns.client.listTopics();
    }

    private void subscribe(String topic, String queue) {
        sns.client.subscribe(subscribe ->
                subscribe.topicArn(topic).protocol("sqs").endpoint("arn:aws:sqs:us-east-1:000000000000:" + queue));
    }

    @Test
    void nothing_is_limited_when_limits_are_relaxed() {
        try (SnsFixture relaxed = new SnsFixture(SnsLimits.RELAXED)) {
            assertThatCode(() -> IntStream.range(0, 1_000).forEach(i -> relaxed.client.listTopics()))
                    .doesNotThrowAnyException();
        }
    }
}
