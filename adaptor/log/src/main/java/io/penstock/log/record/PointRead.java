package io.penstock.log.record;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.port.LogRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/** One read by offset, bounded in records, bytes and time. */
record PointRead(TopicPartition partition, long from, int maxRecords, int maxBytes) {

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
    private static final Duration POLL = Duration.ofMillis(5);

    List<LogRecord> run(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        List<LogRecord> read = new ArrayList<>();
        long bytes = 0;
        long deadline = System.nanoTime() + PATIENCE;
        while (true) {
            for (ConsumerRecord<byte[], byte[]> record : poll(consumer)) {
                if (read.size() == maxRecords || (bytes >= maxBytes && !read.isEmpty())) {
                    return read;
                }
                read.add(Records.of(record));
                bytes += record.serializedKeySize() + (long) record.serializedValueSize();
            }
            if (read.size() >= maxRecords || bytes >= maxBytes || isAtEnd(consumer)) {
                return read;
            }
            if (System.nanoTime() - deadline > 0) {
                throw CommonFaults.UNAVAILABLE.with();
            }
        }
    }

    /** The lag alone would not do: it may come from a fetch that was sent before this read, for whoever had the consumer then. */
    private boolean isAtEnd(KafkaConsumer<byte[], byte[]> consumer) {
        OptionalLong lag = consumer.currentLag(partition);
        return lag.isPresent()
                && lag.getAsLong() <= 0
                && consumer.position(partition)
                        >= consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    private Iterable<ConsumerRecord<byte[], byte[]>> poll(KafkaConsumer<byte[], byte[]> consumer) {
        try {
            return consumer.poll(POLL).records(partition);
        } catch (OffsetOutOfRangeException e) {
            Map<TopicPartition, Long> start = consumer.beginningOffsets(List.of(partition));
            Map<TopicPartition, Long> end = consumer.endOffsets(List.of(partition));
            // Below the start it was trimmed; beyond the end there is nothing, and from the end on the lag says so.
            consumer.seek(
                    partition,
                    from < start.getOrDefault(partition, 0L)
                            ? start.getOrDefault(partition, 0L)
                            : end.getOrDefault(partition, 0L));
            return List.of();
        }
    }
}
