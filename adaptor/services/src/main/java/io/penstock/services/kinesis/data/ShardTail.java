package io.penstock.services.kinesis.data;

import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.RecordLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The newest records of a partition, in memory, for everybody on this node who wants them: one fetch, many readers. Never waits for a reader: what
 * does not fit any more is forgotten, and a reader who wanted it reads from the log. Thread-safe.
 */
public final class ShardTail implements RecordLog.Receiver {

    /** What an own object costs beside the bytes of a record. */
    private static final int OVERHEAD = 100;

    private record Batch(List<LogRecord> records, long bytes) {}

    /** Records and the end of the log when they were fetched. */
    public record Slice(List<LogRecord> records, long next, long end) {}

    private final LongSupplier share;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();

    /** By the offset of their last record. */
    private final TreeMap<Long, Batch> batches = new TreeMap<>();

    /** Records from here to {@code next} are in memory; nothing is before the feed has delivered. */
    private long first = Long.MAX_VALUE;

    private long next = -1;
    private long end;
    private long bytes;
    private boolean ended;

    /** Counts up whenever a reader has reason to look again. */
    private long changes;

    /** @param share how many bytes this tail may keep now */
    ShardTail(LongSupplier share) {
        this.share = share;
    }

    /** Nothing before this offset will be in memory; all from it on is delivered. */
    void startsAt(long offset) {
        lock.lock();
        try {
            first = offset;
            next = offset;
            end = offset;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void records(List<LogRecord> records, long logEnd) {
        long size = 0;
        for (LogRecord one : records) {
            size += ReadBudget.size(one) + OVERHEAD;
        }
        long allowed = share.getAsLong();
        lock.lock();
        try {
            batches.put(records.getLast().offset(), new Batch(records, size));
            bytes += size;
            next = records.getLast().offset() + 1;
            end = Math.max(logEnd, next);
            trim(allowed);
            changes++;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Keeps no more than its share, which others have made smaller. */
    void trim() {
        long allowed = share.getAsLong();
        lock.lock();
        try {
            trim(allowed);
        } finally {
            lock.unlock();
        }
    }

    private void trim(long allowed) {
        while (bytes > allowed && !batches.isEmpty()) {
            Map.Entry<Long, Batch> oldest = batches.pollFirstEntry();
            bytes -= oldest.getValue().bytes();
            first = oldest.getKey() + 1;
        }
    }

    @Override
    public void ended() {
        lock.lock();
        try {
            ended = true;
            changes++;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Bytes that it keeps. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the topic is gone. */
    public boolean isEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** Has every reader look again. */
    public void wake() {
        lock.lock();
        try {
            changes++;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How often there was reason to look; to be asked before looking, and given to {@link #await}. */
    public long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is reason to look that came after the count, or the time is over. */
    public void await(long seen, long atMostMillis) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(atMostMillis);
            while (changes == seen && left > 0) {
                left = news.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** What is in memory from an offset on, without waiting, bounded as {@link RecordLog#scan} is; empty when memory does not reach back that far. */
    public Optional<Slice> read(long from, int maxRecords, int maxBytes) {
        lock.lock();
        try {
            if (from < first) {
                return Optional.empty();
            }
            List<LogRecord> found = new ArrayList<>();
            long size = 0;
            for (Batch batch : batches.tailMap(from, true).values()) {
                for (LogRecord one : batch.records()) {
                    if (one.offset() < from) {
                        continue;
                    }
                    size += ReadBudget.size(one);
                    if (!found.isEmpty() && (found.size() >= maxRecords || size > maxBytes)) {
                        return Optional.of(new Slice(found, one.offset(), end));
                    }
                    found.add(one);
                }
            }
            return Optional.of(new Slice(found, Math.max(from, next), end));
        } finally {
            lock.unlock();
        }
    }
}
