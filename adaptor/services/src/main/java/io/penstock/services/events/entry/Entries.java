package io.penstock.services.events.entry;

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
import org.jspecify.annotations.Nullable;

/** The Kafka topic that holds what is put to all buses, on its way to the routing. Made when it is first needed. Thread-safe. */
public final class Entries {

    /** Its name, behind the operator's prefix. */
    public static final String TOPIC = "events.entries";

    /** Until then what was put waits for a routing that is down. */
    private static final Duration RETENTION = Duration.ofDays(4);

    private static final Duration SEGMENT = Duration.ofHours(1);
    private static final int SEGMENT_BYTES = 128 << 20;

    /** An entry of 1 MiB, and room for what AWS does not count: JSON may write a character in six. */
    private static final int MAXIMUM_RECORD_BYTES = 7 << 20;

    private final Topics topics;
    private final RecordLog log;
    private final RandomGenerator random;

    @Nullable
    private CompletableFuture<Topic> topic;

    /** @param random safe for use by many threads */
    public Entries(Topics topics, RecordLog log, RandomGenerator random) {
        this.topics = topics;
        this.log = log;
        this.random = random;
    }

    /** The topic, once it exists and every node can write to it. */
    public synchronized CompletableFuture<Topic> topic() {
        if (topic == null || topic.isCompletedExceptionally()) {
            topic = topics.ensure(new Spec(
                    TOPIC,
                    0,
                    Map.of(
                            "cleanup.policy", "delete",
                            "message.timestamp.type", "LogAppendTime",
                            "retention.ms", Long.toString(RETENTION.toMillis()),
                            "segment.ms", Long.toString(SEGMENT.toMillis()),
                            "segment.bytes", Integer.toString(SEGMENT_BYTES),
                            "max.message.bytes", Integer.toString(MAXIMUM_RECORD_BYTES))));
        }
        return topic;
    }

    /** Appends to any partition; completes when the record is replicated. */
    public CompletableFuture<Appended> append(NewRecord record) {
        return topic().thenCompose(found -> log.append(
                new TopicPartition(TOPIC, found.partitions() == 1 ? 0 : random.nextInt(found.partitions())), record));
    }
}
