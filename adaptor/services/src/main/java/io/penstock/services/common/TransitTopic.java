package io.penstock.services.common;

import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.RecordLog.Appended;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import io.penstock.kernel.port.Topics.Spec;
import io.penstock.kernel.port.Topics.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** A Kafka topic of what is on its way to a topology. Made when it is first needed. Thread-safe. */
public final class TransitTopic {

    /** Until then what is there waits for a topology that is down. */
    private static final Duration RETENTION = Duration.ofDays(4);

    private static final Duration SEGMENT = Duration.ofHours(1);
    private static final int SEGMENT_BYTES = 128 << 20;

    private final RecordLog log;
    private final RandomGenerator random;
    private final String name;
    private final Remembered<Topic> topic;

    /**
     * @param random safe for use by many threads
     * @param name behind the operator's prefix
     */
    public TransitTopic(Topics topics, RecordLog log, RandomGenerator random, String name, int maximumRecordBytes) {
        this.log = log;
        this.random = random;
        this.name = name;
        this.topic = new Remembered<>(() -> topics.ensure(new Spec(
                name,
                0,
                Map.of(
                        "cleanup.policy", "delete",
                        "message.timestamp.type", "LogAppendTime",
                        "retention.ms", Long.toString(RETENTION.toMillis()),
                        "segment.ms", Long.toString(SEGMENT.toMillis()),
                        "segment.bytes", Integer.toString(SEGMENT_BYTES),
                        "max.message.bytes", Integer.toString(maximumRecordBytes)))));
    }

    /** The topic, once it exists and every node can write to it. */
    public CompletableFuture<Topic> topic() {
        return topic.get();
    }

    /** Appends to any partition; completes when the record is replicated. */
    public CompletableFuture<Appended> append(NewRecord record) {
        return topic().thenCompose(found -> log.append(
                new TopicPartition(name, found.partitions() == 1 ? 0 : random.nextInt(found.partitions())), record));
    }
}
