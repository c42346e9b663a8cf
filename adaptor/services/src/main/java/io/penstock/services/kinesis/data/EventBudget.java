package io.penstock.services.kinesis.data;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of records that open subscriptions hold while their clients take them, which a slow client does for as long as it likes: the tail has forgotten them by then. The
 * more subscriptions, the smaller their events. Thread-safe.
 */
public final class EventBudget {

    private final long bytes;
    private final int largest;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong held = new AtomicLong();

    /**
     * @param bytes of all events together, unless each has only one record that is larger than its part
     * @param largest bytes of one event
     */
    EventBudget(long bytes, int largest) {
        this.bytes = bytes;
        this.largest = largest;
    }

    /** One subscription's part; to be closed when it ends. Used by one thread. */
    public final class Part implements AutoCloseable {

        private long own;

        private Part() {
            open.incrementAndGet();
        }

        /** How many bytes of data and partition keys its next event may have; at least 1, so one record. */
        public int bytes() {
            return Math.clamp(Math.min(bytes / Math.max(1, open.get()), bytes - held.get()), 1, largest);
        }

        /** It holds so many bytes of records now, and no longer what it held before. */
        public void hold(long records) {
            held.addAndGet(records - own);
            own = records;
        }

        @Override
        public void close() {
            hold(0);
            open.decrementAndGet();
        }
    }

    /** The part of a subscription that begins. */
    public Part open() {
        return new Part();
    }

    /** Bytes of records in events that clients are taking now. */
    long held() {
        return held.get();
    }
}
