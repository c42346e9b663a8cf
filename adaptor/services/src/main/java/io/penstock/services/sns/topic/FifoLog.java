package io.penstock.services.sns.topic;

import io.penstock.kernel.name.Arn;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics.Spec;
import java.time.Duration;
import java.util.Map;

/**
 * The Kafka topic of a FIFO topic: one partition, which gives its messages their order.
 *
 * @param name behind the operator's prefix
 * @param id Kafka's
 * @param start where the messages of this creation begin
 */
public record FifoLog(String name, String id, long start) {

    /** The end of the names of FIFO topics. */
    public static final String SUFFIX = ".fifo";

    /** What a topic without an archive keeps: until then messages wait for a fan-out that is down. */
    private static final Duration RETENTION = Duration.ofDays(4);

    private static final Duration SEGMENT = Duration.ofHours(6);
    private static final int SEGMENT_BYTES = 128 << 20;

    /** A message of 256 KiB, and room for what AWS does not count. */
    private static final int MAXIMUM_RECORD_BYTES = 512 << 10;

    /** Whether a topic is FIFO. */
    public static boolean isFifo(String topicArn) {
        return topicArn.endsWith(SUFFIX);
    }

    /** Without the suffix: Kafka holds dots and underscores in names for the same, and {@code a.fifo} and {@code a_fifo} are two topics. */
    public static String name(Arn topic) {
        String name = topic.resource();
        return "sns-fifo." + topic.region() + "." + topic.account() + "."
                + name.substring(0, name.length() - SUFFIX.length());
    }

    /** Where the messages are. */
    public TopicPartition place() {
        return new TopicPartition(name, 0);
    }

    /** A topic without an archive; its owner makes it keep messages longer. */
    public static Spec spec(Arn topic) {
        return new Spec(
                name(topic),
                1,
                Map.of(
                        "cleanup.policy", "delete",
                        "message.timestamp.type", "LogAppendTime",
                        "retention.ms", Long.toString(RETENTION.toMillis()),
                        "segment.ms", Long.toString(SEGMENT.toMillis()),
                        "segment.bytes", Integer.toString(SEGMENT_BYTES),
                        "max.message.bytes", Integer.toString(MAXIMUM_RECORD_BYTES)));
    }

    /** How long Kafka keeps the messages. */
    static Duration retention(int days) {
        Duration archived = Duration.ofDays(days);
        return archived.compareTo(RETENTION) > 0 ? archived : RETENTION;
    }
}
