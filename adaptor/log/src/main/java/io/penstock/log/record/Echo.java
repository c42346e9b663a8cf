package io.penstock.log.record;

import io.penstock.kernel.port.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Gives a feed what this node itself appends to its partition, so that under load no broker has to be asked for it: fetching what one has just written
 * costs as much as writing it. Thread-safe.
 *
 * <p>Acknowledgements come in the order of the log. While each follows the one before, nobody else has appended anything, and the fetch rests. It goes on,
 * from where the feed is, at the first gap, when nothing was appended for a moment (somebody else may have), or when too much waits. A feed drops what it has had
 * already, so that fetch and echo may both deliver for a while.
 */
final class Echo {

    /** So many records in a row within this time are load; a change costs some fetches. */
    private static final int RUN = 64;

    private static final long RUN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** For how long others' records may stay unseen while this node appends nothing. */
    private static final long IDLE_MILLIS = 10;

    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int MAXIMUM_RECORDS = 2_000;
    private static final int MAXIMUM_BYTES = 4 << 20;

    /** A feed, as an echo sees it. */
    interface Fed {

        /** The first offset it did not get. */
        long next();

        /** Whether it takes what comes. */
        boolean isWanting();

        /** Whether it needs no fetch. */
        void echoing(boolean now);

        /** @param end behind the last record of the log */
        void deliver(List<LogRecord> records, long end);
    }

    /** Where and when an echo works. */
    interface Surroundings {

        /** On the thread on which the feed gets its records. */
        void deliver(Runnable task);

        void later(Runnable task, long millis);

        long nanos();
    }

    private final Fed feed;
    private final Surroundings around;
    private List<LogRecord> waiting = new ArrayList<>();
    private int waitingBytes;
    private long expected = -1;
    private int run;
    private long runSince;
    private long restUntil;
    private long lastAt;
    private boolean on;
    private boolean submitted;

    Echo(Fed feed, Surroundings around) {
        this.feed = feed;
        this.around = around;
        this.restUntil = around.nanos();
    }

    boolean isOf(Fed one) {
        return feed.equals(one);
    }

    /** This node's record is in the log. */
    synchronized void appended(LogRecord record) {
        boolean inRow = record.offset() == expected;
        expected = record.offset() + 1;
        lastAt = around.nanos();
        if (!on && !begins(inRow)) {
            return;
        }
        if (!inRow || !feed.isWanting() || waiting.size() >= MAXIMUM_RECORDS || waitingBytes >= MAXIMUM_BYTES) {
            restUntil = lastAt + REST_NANOS;
            end();
            return;
        }
        waiting.add(record);
        waitingBytes += record.value().length;
        if (!submitted) {
            submitted = true;
            around.deliver(this::deliver);
        }
    }

    private boolean begins(boolean inRow) {
        if (!inRow || lastAt - runSince > RUN_NANOS) {
            run = 0;
            runSince = lastAt;
        }
        if (++run < RUN || lastAt - restUntil < 0 || !feed.isWanting()) {
            return false;
        }
        on = true;
        around.later(this::watch, IDLE_MILLIS);
        return true;
    }

    /** On the reader's thread. What the feed has not reached yet waits for the fetch, which goes on until it has. */
    private void deliver() {
        List<LogRecord> records;
        synchronized (this) {
            submitted = false;
            if (waiting.isEmpty() || waiting.getFirst().offset() > feed.next()) {
                return;
            }
            feed.echoing(true);
            records = waiting;
            waiting = new ArrayList<>(records.size());
            waitingBytes = 0;
        }
        feed.deliver(records, records.getLast().offset() + 1);
    }

    private synchronized void watch() {
        if (!on) {
            return;
        }
        if (around.nanos() - lastAt > TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS)) {
            end();
        } else {
            around.later(this::watch, IDLE_MILLIS);
        }
    }

    private void end() {
        on = false;
        run = 0;
        waiting.clear();
        waitingBytes = 0;
        feed.echoing(false);
    }
}
