package io.penstock.services.sqs.partition;

import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Records of one topic partition by offset: those the scan passed and nobody received yet are kept while the budget allows, all others are
 * read from the log. Thread-safe.
 */
final class Bodies implements BodyBudget.Holder {

    /** Records kept at most by one partition, so that a queue of empty bodies does not fill the heap with objects. */
    private static final int MAXIMUM_RECORDS = 10_000;

    /** Offsets no further apart than this are read in one go: skipping records is cheaper than another read. */
    private static final int GAP = 64;

    private static final int READ_RECORDS = 500;

    /** A backlog is drained in order, so what follows a record that had to be read is wanted next. */
    private static final int READ_AHEAD = 200;

    /** At least one record of the largest size, with its headers. */
    private static final int READ_BYTES = 2 << 20;

    private final RecordLog log;
    private final TopicPartition topic;
    private final BodyBudget budget;
    private final ConcurrentSkipListMap<Long, LogRecord> kept = new ConcurrentSkipListMap<>();

    Bodies(RecordLog log, TopicPartition topic, BodyBudget budget) {
        this.log = log;
        this.topic = topic;
        this.budget = budget;
    }

    /** Keeps scanned records if there is room for all of them. */
    void offer(List<LogRecord> records) {
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

    /** The records at these offsets, no longer kept; those that the log does not have any more are missing in the answer. */
    CompletableFuture<Map<Long, LogRecord>> take(List<Long> offsets) {
        Map<Long, LogRecord> found = new HashMap<>();
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
        return read(missing, found, kept.isEmpty() ? READ_AHEAD : 0);
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
        return read(missing, found, 0);
    }

    private CompletableFuture<Map<Long, LogRecord>> read(
            NavigableSet<Long> missing, Map<Long, LogRecord> found, int ahead) {
        if (missing.isEmpty()) {
            return CompletableFuture.completedFuture(found);
        }
        long first = missing.first();
        long last = missing.last();
        int count = (int) Math.min(READ_RECORDS, Math.max(ahead, endOfRun(missing) - first + 1));
        return log.read(topic, first, count, READ_BYTES).thenCompose(records -> {
            long passed = first;
            for (LogRecord record : records) {
                passed = record.offset();
                if (missing.contains(passed)) {
                    found.put(passed, record);
                }
            }
            // Everything up to the last record read is found or gone; an empty read means that the log ends before.
            NavigableSet<Long> rest =
                    records.isEmpty() ? new TreeSet<>() : new TreeSet<>(missing.tailSet(passed, false));
            if (rest.isEmpty()) {
                offer(records.stream().filter(record -> record.offset() > last).toList());
            }
            return read(rest, found, ahead);
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
