package io.penstock.kernel.port;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The logs that hold data, one partition at a time. All methods return at once. */
public interface RecordLog {

    /** Where an append landed, and the broker's timestamp for it in epoch milliseconds. */
    record Appended(long offset, long timestampMillis) {}

    /** The offsets of a partition that can be read: {@code start} inclusive to {@code end} exclusive. */
    record Range(long start, long end) {}

    /**
     * Appends a record; completes when it is replicated (acks=all). Appends to one partition by one caller keep their order. Fails with
     * {@link io.penstock.kernel.fault.CommonFaults#THROTTLED} when the producer's buffer is full (nothing happened), and with
     * {@link io.penstock.kernel.fault.CommonFaults#UNAVAILABLE} when no acknowledgement came in time (it may have happened).
     */
    CompletableFuture<Appended> append(TopicPartition partition, NewRecord record);

    /**
     * Follows a partition from an offset (or from its start, if that is later). Records come in order, in batches, on a thread of the log; the
     * receiver must not block. A paused feed reads nothing ahead beyond one fetch; resuming takes milliseconds. At the tail a record arrives
     * within milliseconds of its append.
     */
    Feed follow(TopicPartition partition, long fromOffset, Receiver receiver);

    /**
     * Reads up to {@code maxRecords} records and about {@code maxBytes} bytes from an offset on; shorter at the end of the log, empty beyond it.
     * Starts at the log's start when the offset has been trimmed.
     */
    CompletableFuture<List<LogRecord>> read(TopicPartition partition, long fromOffset, int maxRecords, int maxBytes);

    /** The readable offsets now. */
    CompletableFuture<Range> range(TopicPartition partition);

    /** Forgets everything before an offset. */
    CompletableFuture<Void> trim(TopicPartition partition, long beforeOffset);

    /** Takes what {@link #follow} reads. */
    interface Receiver {

        /**
         * @param records at least one, in order
         * @param end the end of the log when they were fetched: how far behind the feed is
         */
        void records(List<LogRecord> records, long end);

        /** The partition cannot be followed any more (its topic was deleted). Called at most once, last. */
        void ended();
    }

    /** A running {@link #follow}. Thread-safe. */
    interface Feed extends AutoCloseable {

        void pause();

        void resume();

        /** Stops; a batch being delivered at this moment may still arrive. */
        @Override
        void close();
    }
}
