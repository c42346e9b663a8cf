package io.penstock.log.client;

import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Appends to partitions; the seam where tests lose, delay and repeat acknowledgements. Thread-safe. */
public interface Appender extends AutoCloseable {

    /**
     * Appends and returns at once. Acknowledgements for one partition come in the order of the appends. They come on another thread, or on
     * the caller's when nothing was sent; whoever takes them must not block.
     *
     * @param partition with the physical name of the topic
     */
    void append(TopicPartition partition, NewRecord record, Ack ack);

    /** Fails what is still waiting. */
    @Override
    void close();

    /** How an append went. */
    @FunctionalInterface
    interface Ack {
        /**
         * @param offset where the record is, or -1 when it failed
         * @param timestampMillis the broker's timestamp, or -1
         * @param error null when all in-sync replicas have the record
         */
        void done(long offset, long timestampMillis, @Nullable Exception error);
    }
}
