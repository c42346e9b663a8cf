package io.penstock.services.sqs.definition;

import io.penstock.kernel.name.Arn;
import io.penstock.kernel.port.Topics.Spec;
import java.time.Duration;
import java.util.Map;

/**
 * The Kafka topic of a queue.
 *
 * <p>Names cannot collide, not even in Kafka's sense that {@code .} and {@code _} are the same: Regions have neither, accounts are 12 digits, and
 * of queue names only those of FIFO queues hold a dot, which their own first word replaces.
 */
public final class QueueTopic {

    /** Tag that chooses the number of partitions of a new queue's topic. */
    public static final String PARTITIONS_TAG = "penstock:partitions";

    private static final long MIB = 1 << 20;

    /** Small enough that a retention of minutes frees space, large enough that a busy queue has few files. */
    private static final long SEGMENT_BYTES = 128 * MIB;

    private static final Duration SHORTEST_SEGMENT = Duration.ofMinutes(1);
    private static final Duration LONGEST_SEGMENT = Duration.ofHours(6);
    private static final int SEGMENTS_PER_RETENTION = 8;

    /** A body of 1 MiB, and room for what AWS does not count: ids, group, trace header. */
    private static final long MAXIMUM_RECORD_BYTES = MIB + MIB / 8;

    /** De-duplication looks back five minutes and is rebuilt from the log, so Kafka keeps twice that; the window drops what is older than the queue allows. */
    private static final Duration SHORTEST_RETENTION = Duration.ofMinutes(10);

    private QueueTopic() {}

    /** The topic's name: {@code sqs.<region>.<account>.<queue>}, or {@code sqs-fifo.<region>.<account>.<queue without .fifo>}. */
    public static String name(String prefix, Arn queue) {
        String name = queue.resource();
        String place = "." + queue.region() + "." + queue.account() + ".";
        return QueueName.isFifo(name)
                ? prefix + "sqs-fifo" + place + name.substring(0, name.length() - QueueName.FIFO_SUFFIX.length())
                : prefix + "sqs" + place + name;
    }

    static Spec spec(QueueDefinition queue) {
        return new Spec(queue.placement().topic(), queue.placement().partitions(), configs(queue.attributes()));
    }

    /** Kafka never forgets earlier than the queue: it keeps a segment until its newest record is that old. */
    static Map<String, String> configs(QueueAttributes attributes) {
        long retention = Math.max(attributes.retention().toMillis(), SHORTEST_RETENTION.toMillis());
        long segment =
                Math.clamp(retention / SEGMENTS_PER_RETENTION, SHORTEST_SEGMENT.toMillis(), LONGEST_SEGMENT.toMillis());
        return Map.of(
                "cleanup.policy", "delete",
                "message.timestamp.type", "LogAppendTime",
                "retention.ms", Long.toString(retention),
                "segment.ms", Long.toString(segment),
                "segment.bytes", Long.toString(SEGMENT_BYTES),
                "max.message.bytes", Long.toString(MAXIMUM_RECORD_BYTES));
    }
}
