package io.penstock.services.kinesis.control;

import io.penstock.kernel.port.Topics.Spec;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition.Features;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The Kafka topic of a stream. */
final class StreamTopic {

    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    private static final long SEGMENT_BYTES = 128 * MIB;
    private static final Duration LONGEST_SEGMENT = Duration.ofHours(6);
    private static final int SEGMENTS_PER_RETENTION = 8;

    /** Headers and Kafka's own framing of a record. */
    private static final long OVERHEAD = 64 * KIB;

    /** Of streams that nobody changed. */
    static final Map<String, String> USUAL =
            configs(new Features(KinesisLimits.DEFAULT_RETENTION_HOURS, KinesisLimits.DEFAULT_RECORD_KIB, List.of()));

    private StreamTopic() {}

    static Spec spec(StreamDefinition stream) {
        return new Spec(stream.topic().name(), stream.shards().size(), configs(stream.features()));
    }

    /** Kafka forgets by segments, so never earlier than the stream. */
    static Map<String, String> configs(Features features) {
        long retention = Duration.ofHours(features.retentionHours()).toMillis();
        return Map.of(
                "cleanup.policy", "delete",
                "message.timestamp.type", "LogAppendTime",
                "retention.ms", Long.toString(retention),
                "segment.ms", Long.toString(Math.min(retention / SEGMENTS_PER_RETENTION, LONGEST_SEGMENT.toMillis())),
                "segment.bytes", Long.toString(SEGMENT_BYTES),
                "max.message.bytes", Long.toString(features.maxRecordKib() * KIB + OVERHEAD));
    }
}
