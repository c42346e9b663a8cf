package io.penstock.kernel.memory;

import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.RecordLog.Range;
import io.penstock.kernel.port.RecordLog.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** One partition's records. Outlives crashes; thread-safe. */
final class MemoryPartition {

    private final NavigableMap<Long, LogRecord> records = new TreeMap<>();
    private long start;
    private long end;

    synchronized LogRecord append(NewRecord record, long timestampMillis) {
        LogRecord stored = new LogRecord(end, timestampMillis, record.key(), record.value(), record.headers());
        records.put(end, stored);
        end++;
        return stored;
    }

    /** Leaves offsets unused, as transaction markers and compaction do. */
    synchronized void skip(int offsets) {
        end += offsets;
    }

    synchronized Range range() {
        return new Range(start, end);
    }

    synchronized void trim(long beforeOffset) {
        start = Math.max(start, Math.min(beforeOffset, end));
        records.headMap(start).clear();
    }

    synchronized List<LogRecord> read(long fromOffset, int maxRecords, long maxBytes) {
        List<LogRecord> found = new ArrayList<>();
        long bytes = 0;
        for (Map.Entry<Long, LogRecord> entry : records.tailMap(fromOffset).entrySet()) {
            if (found.size() == maxRecords || (bytes >= maxBytes && !found.isEmpty())) {
                break;
            }
            bytes += entry.getValue().value().length;
            found.add(entry.getValue());
        }
        return found;
    }

    synchronized Scan scan(long fromOffset, int maxRecords, int maxBytes) {
        List<LogRecord> found = new ArrayList<>();
        long bytes = 0;
        long next = Math.min(Math.max(fromOffset, start), end);
        for (LogRecord record : records.tailMap(next).values()) {
            byte[] key = record.key();
            bytes += record.value().length + (key == null ? 0 : key.length);
            if (found.size() == maxRecords || (bytes > maxBytes && !found.isEmpty())) {
                return new Scan(found, next, end);
            }
            found.add(record);
            next = record.offset() + 1;
        }
        return new Scan(found, end, end);
    }

    synchronized long offsetAt(long timestampMillis) {
        return records.values().stream()
                .filter(record -> record.timestampMillis() >= timestampMillis)
                .mapToLong(LogRecord::offset)
                .findFirst()
                .orElse(end);
    }
}
