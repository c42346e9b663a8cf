package io.penstock.log.shard;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads a stretch of a partition that is known to exist, from one offset to another. */
record LogReader(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, Duration patience) {

    private static final Duration POLL = Duration.ofMillis(50);

    /** Takes records; false stops the reading. */
    @FunctionalInterface
    interface Visitor {
        boolean record(long offset, byte[] value);
    }

    /** The first offset that is there. */
    long start() {
        return consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    /**
     * Reads from an offset up to another, exclusive.
     *
     * @throws org.apache.kafka.clients.consumer.OffsetOutOfRangeException when the beginning has been trimmed
     * @throws TimeoutException when nothing came for too long
     */
    void read(long from, long before, Visitor visitor) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        long quietSince = System.nanoTime();
        long position = from;
        while (position < before) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
                if (record.offset() >= before || !visitor.record(record.offset(), record.value())) {
                    return;
                }
            }
            long reached = consumer.position(partition);
            if (reached > position) {
                position = reached;
                quietSince = System.nanoTime();
            } else if (System.nanoTime() - quietSince > patience.toNanos()) {
                throw new TimeoutException("nothing came from " + partition + " at offset " + position);
            }
        }
    }
}
