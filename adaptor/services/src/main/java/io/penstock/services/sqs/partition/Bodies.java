package io.penstock.services.sqs.partition;

import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Records of one topic partition by offset: those the scan passed and nobody received yet are kept while the budget allows, all others are
 * read from the log. Thread-safe.
 */
final class Bodies implements BodyBudget.Holder {

    /**
     * Records kept at most by one partition, so that a queue of empty bodies does not fill the heap with objects: what a window takes in (10,000
     * visible messages) and what the feed may bring beyond that before it is paused.
     */
    private static final int MAXIMUM_RECORDS = 20_000;

    /** Offsets no further apart than this are read in one go: skipping records is cheaper than another read. */
    private static final int GAP = 64;

    private static final int READ_RECORDS = 500;

    /** When records are taken in order, what follows one that had to be read is wanted next. */
    private static final int READ_AHEAD = 200;

    /** At least one record of the largest size, with its headers. */
    private static final int READ_BYTES = 2 << 20;

    private final RecordLog log;
    private final TopicPartition topic;
    private final BodyBudget budget;
    private final ConcurrentSkipListMap<Long, LogRecord> kept = new ConcurrentSkipListMap<>();
    private volatile @Nullable ReadAhead readAhead;
    private volatile long lastTaken = -1;

    /** Of the last few hundred records or so. */
    private volatile long averageBytes;

    /** A read of what the next takes will want. */
    private record ReadAhead(long first, long last, CompletableFuture<Void> done) {}

    Bodies(RecordLog log, TopicPartition topic, BodyBudget budget) {
        this.log = log;
        this.topic = topic;
        this.budget = budget;
    }

    /** Keeps scanned records if there is room for all of them. */
    void offer(List<LogRecord> records) {
        measure(records);
        List<LogRecord> wanted =
                records.subList(0, Math.min(records.size(), Math.max(0, MAXIMUM_RECORDS - kept.size())));
        long cost = wanted.stream().mapToLong(BodyBudget::cost).sum();
        if (wanted.isEmpty() || !budget.acquire(this, cost)) {
            return;
        }
        for (LogRecord record : wanted) {
            if (kept.putIfAbsent(record.offset(), record) != null) {
                budget.release(BodyBudget.cost(record));
            }
        }
    }

    private void measure(List<LogRecord> records) {
        if (!records.isEmpty()) {
            long bytes = records.stream().mapToLong(BodyBudget::cost).sum() / records.size();
            averageBytes = averageBytes == 0 ? bytes : (7 * averageBytes + bytes) / 8;
        }
    }

    /** About how large a record of this partition is; 0 while none was seen. */
    long averageBytes() {
        return averageBytes;
    }

    /** The records at these offsets, no longer kept; those that the log does not have any more are missing in the answer. */
    CompletableFuture<Map<Long, LogRecord>> take(List<Long> offsets) {
        Map<Long, LogRecord> found = new HashMap<>();
        NavigableSet<Long> missing = takeKept(offsets, found);
        if (missing.isEmpty()) {
            lastTaken = offsets.getLast();
            return CompletableFuture.completedFuture(found);
        }
        boolean inOrder = missing.first() > lastTaken && missing.first() - lastTaken <= GAP;
        lastTaken = offsets.getLast();
        ReadAhead running = readAhead;
        if (running != null && running.first <= missing.first() && missing.first() <= running.last) {
            return running.done
                    .handle((records, failure) -> takeKept(missing, found))
                    .thenCompose(rest -> read(rest, found));
        }
        return inOrder ? readAhead(missing, found) : read(missing, found);
    }

    private NavigableSet<Long> takeKept(Collection<Long> offsets, Map<Long, LogRecord> found) {
        NavigableSet<Long> missing = new TreeSet<>();
        for (Long offset : offsets) {
            LogRecord record = kept.remove(offset);
            if (record == null) {
                missing.add(offset);
            } else {
                budget.release(BodyBudget.cost(record));
                found.put(offset, record);
            }
        }
        return missing;
    }

    /** The records at these offsets; what is kept stays kept. */
    CompletableFuture<Map<Long, LogRecord>> look(List<Long> offsets) {
        Map<Long, LogRecord> found = new HashMap<>();
        NavigableSet<Long> missing = new TreeSet<>();
        for (Long offset : offsets) {
            LogRecord record = kept.get(offset);
            if (record == null) {
                missing.add(offset);
            } else {
                found.put(offset, record);
            }
        }
        return read(missing, found);
    }

    /** Reads what is missing and what the next takes will miss; those wait for it instead of reading the same again. */
    private CompletableFuture<Map<Long, LogRecord>> readAhead(NavigableSet<Long> missing, Map<Long, LogRecord> found) {
        long first = missing.first();
        long last = missing.last();
        Long next = kept.ceilingKey(last);
        int count = (int) Math.min(READ_RECORDS, (next == null ? last + READ_AHEAD : next) - first);
        CompletableFuture<List<LogRecord>> reading = log.read(topic, first, count, READ_BYTES);
        CompletableFuture<Void> done = reading.thenAccept(records -> {
            List<LogRecord> behind = new ArrayList<>(records.size());
            for (LogRecord record : records) {
                if (missing.remove(record.offset())) {
                    found.put(record.offset(), record);
                } else if (record.offset() > last) {
                    behind.add(record);
                }
            }
            offer(behind);
        });
        readAhead = new ReadAhead(first, first + count - 1, done);
        return done.thenCompose(nothing -> read(missing, found));
    }

    private CompletableFuture<Map<Long, LogRecord>> read(NavigableSet<Long> missing, Map<Long, LogRecord> found) {
        if (missing.isEmpty()) {
            return CompletableFuture.completedFuture(found);
        }
        long first = missing.first();
        int count = (int) Math.min(READ_RECORDS, endOfRun(missing) - first + 1);
        return log.read(topic, first, count, READ_BYTES).thenCompose(records -> {
            for (LogRecord record : records) {
                if (missing.contains(record.offset())) {
                    found.put(record.offset(), record);
                }
            }
            // Everything up to the last record read is found or gone; an empty read means that the log ends before.
            NavigableSet<Long> rest = records.isEmpty()
                    ? new TreeSet<>()
                    : new TreeSet<>(missing.tailSet(records.getLast().offset(), false));
            return read(rest, found);
        });
    }

    private static long endOfRun(NavigableSet<Long> missing) {
        long end = missing.first();
        for (Long offset : missing) {
            if (offset - end > GAP) {
                break;
            }
            end = offset;
        }
        return end;
    }

    /** Nobody will ask for these again. */
    void drop(long first, long last) {
        if (last < first) {
            return;
        }
        NavigableMap<Long, LogRecord> gone = kept.subMap(first, true, last, true);
        for (Long offset : new ArrayList<>(gone.keySet())) {
            LogRecord record = kept.remove(offset);
            if (record != null) {
                budget.release(BodyBudget.cost(record));
            }
        }
    }

    @Override
    public long evict() {
        long freed = 0;
        for (Map.Entry<Long, LogRecord> entry = kept.pollFirstEntry(); entry != null; entry = kept.pollFirstEntry()) {
            freed += BodyBudget.cost(entry.getValue());
        }
        return freed;
    }

    void close() {
        budget.leave(this);
    }
}
