package io.penstock.services.events.archive;

import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.RecordLog.Range;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import io.penstock.kernel.port.Topics.Spec;
import io.penstock.kernel.port.Topics.Topic;
import io.penstock.services.events.archive.ArchiveState.Leaving;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** The topics of archives. Thread-safe. */
public final class ArchiveTopics {

    /** Kafka forgets whole segments, so this is how much later than told an event may go. */
    private static final Duration SEGMENT = Duration.ofHours(12);

    private static final int SEGMENT_BYTES = 256 << 20;

    /** As large as those of entries. */
    private static final int MAXIMUM_RECORD_BYTES = 7 << 20;

    private final Topics topics;
    private final RecordLog log;

    public ArchiveTopics(Topics topics, RecordLog log) {
        this.topics = topics;
        this.log = log;
    }

    RecordLog log() {
        return log;
    }

    CompletableFuture<Topic> make(ArchiveDefinition archive) {
        return topics.ensure(new Spec(
                archive.topic(),
                0,
                Map.of(
                        "cleanup.policy",
                        "delete",
                        "message.timestamp.type",
                        "LogAppendTime",
                        "retention.ms",
                        retention(archive),
                        "retention.bytes",
                        "-1",
                        "segment.ms",
                        Long.toString(SEGMENT.toMillis()),
                        "segment.bytes",
                        Integer.toString(SEGMENT_BYTES),
                        "max.message.bytes",
                        Integer.toString(MAXIMUM_RECORD_BYTES))));
    }

    private static String retention(ArchiveDefinition archive) {
        return archive.retentionDays() == 0
                ? "-1"
                : Long.toString(Duration.ofDays(archive.retentionDays()).toMillis());
    }

    CompletableFuture<Void> retain(ArchiveDefinition archive) {
        return topics.configure(archive.topic(), Map.of("retention.ms", retention(archive)));
    }

    /** One that was never known to be there may be there all the same. */
    CompletableFuture<Void> delete(Leaving gone) {
        String id = gone.topicId();
        if (id != null) {
            return topics.delete(gone.topic(), id);
        }
        return topics.find(gone.topic())
                .thenCompose(found -> found.map(topic -> topics.delete(gone.topic(), topic.id()))
                        .orElseGet(() -> CompletableFuture.completedFuture(null)));
    }

    /** Whether the topic is there, and not another of its name. */
    CompletableFuture<Boolean> isThere(ArchiveDefinition archive) {
        return topics.find(archive.topic())
                .thenApply(found -> found.filter(topic -> topic.id().equals(archive.topicId()))
                        .isPresent());
    }

    /** What can be read of an archive now, by partition. */
    public CompletableFuture<SortedMap<Integer, Range>> ranges(ArchiveDefinition archive) {
        SortedMap<Integer, CompletableFuture<Range>> asked = new TreeMap<>();
        for (int partition = 0; partition < archive.partitions(); partition++) {
            asked.put(partition, log.range(new TopicPartition(archive.topic(), partition)));
        }
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> {
                    SortedMap<Integer, Range> ranges = new TreeMap<>();
                    asked.forEach((partition, range) -> ranges.put(partition, range.join()));
                    return ranges;
                });
    }
}
