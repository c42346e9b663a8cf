package io.penstock.kernel.port;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The logs that hold data, one partition at a time. All methods return at once. */
public interface RecordLog {

    /** Where an append landed, and the broker's timestamp for it in epoch milliseconds. */
    record Appended(long offset, long timestampMillis) {}

    /** The offsets of a partition that can be read: {@code start} inclusive to {@code end} exclusive. */
    record Range(long start, long end) {}

    /**
     * A piece of a partition.
     *
     * @param records in order; empty only at the end of the log
     * @param next where the next piece begins
     * @param end the end of the log when they were fetched: how far behind the piece is
     */
    record Scan(List<LogRecord> records, long next, long end) {}

    /** Hears, exactly once, how an append went; on a thread of the log or on the caller's, and must not block. */
    @FunctionalInterface
    interface Ack {

        /**
         * @param offset where the record is, or -1 when it failed
         * @param timestampMillis the broker's timestamp, or -1
         * @param failure null when the record is replicated; otherwise what {@link #append(TopicPartition, NewRecord)} would fail with
         */
        void done(long offset, long timestampMillis, @Nullable RuntimeException failure);
    }

    /**
     * Appends a record; completes when it is replicated (acks=all). Appends to one partition by one caller keep their order. Fails with
     * {@link io.penstock.kernel.fault.CommonFaults#THROTTLED} when the producer's buffer is full (nothing happened), and with
     * {@link io.penstock.kernel.fault.CommonFaults#UNAVAILABLE} when no acknowledgement came in time (it may have happened).
     */
    CompletableFuture<Appended> append(TopicPartition partition, NewRecord record);

    /** The same without a future: for batches of hundreds of records whose appends one counter waits for. */
    void append(TopicPartition partition, NewRecord record, Ack ack);

    /**
     * How often this log may have looked up which topics names stand for: it counts up before an append goes to a topic that was made since. So an append that was
     * acknowledged by the time at which this was {@code n} went to a topic that had its name when this became {@code n}, or to an earlier one of that name. Never
     * waits. On Kafka that takes brokers that are told topics by id in appends, 4.1 or newer: older ones append to whatever topic has the name.
     */
    long lookups();

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

    /**
     * The next piece for someone who reads a partition from front to back: up to {@code maxRecords} records of {@code maxBytes} bytes of keys and values, or
     * one record that is larger. Asked for where the last piece ended it goes on with what was fetched ahead, so a sequence of calls is about as fast as a
     * consumer of its own. Has consumers of its own: neither the ends that {@link #follow} follows nor {@link #read} wait for a reader of a long backlog.
     *
     * <p>Starts at the log's start when the offset has been trimmed, and at its end when the offset is beyond that.
     */
    CompletableFuture<Scan> scan(TopicPartition partition, long fromOffset, int maxRecords, int maxBytes);

    /** The first offset whose record has this timestamp or a later one, by the log's time index; the end of the log when there is none. */
    CompletableFuture<Long> offsetAt(TopicPartition partition, long timestampMillis);

    /** The end of the readable offsets now, behind everything that was acknowledged before and is in no transaction that is still open or behind one. Cheaper than {@link #range}, and asked for together with what others ask for. */
    CompletableFuture<Long> end(TopicPartition partition);

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

        /**
         * Up to there nothing more is coming: the log's last offsets hold what no consumer is given, markers of transactions and records of aborted ones.
         * Records that follow begin at this offset or later.
         */
        default void passed(long next) {}

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
