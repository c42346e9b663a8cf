package io.penstock.services.kinesis.data;

import io.penstock.services.kinesis.rules.KinesisSettings;

/**
 * What a part of the memory for records holds on this node, for operators. {@link KinesisSettings#cacheBytes} is the sum of the limits.
 *
 * @param bytes of records, as the part counts them
 * @param limit in bytes
 */
public record CacheUse(Part part, long bytes, long limit) {

    /** What {@link KinesisSettings#cacheBytes} is divided into, in sixteenths. */
    public enum Part {
        /** The newest records of shards that have a subscriber, which all subscribers share. */
        TAILS(6),
        /** What subscriptions are sending, each to its own client. */
        EVENTS(2),
        /** What reads of the log in progress may bring; reserved, so it counts as held as soon as a read begins. */
        READS(8);

        private static final int WHOLE = 16;

        private final int sixteenths;

        Part(int sixteenths) {
            this.sixteenths = sixteenths;
        }

        /** This part of so many bytes. */
        long of(long bytes) {
            return bytes / WHOLE * sixteenths;
        }
    }
}
