package io.penstock.services.sns.fifo;

import io.penstock.kernel.port.LogRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last records that were read, so that sending them on need not read them again: at most {@value #RECORDS} and 8 MiB. Thread-safe. */
final class Recent {

    private static final int RECORDS = 2_000;
    private static final int BYTES = 8 << 20;

    private final Deque<LogRecord> records = new ArrayDeque<>();
    private long bytes;

    /** From here on nothing is missing. */
    private long from = Long.MAX_VALUE;

    synchronized void start(long offset) {
        records.clear();
        bytes = 0;
        from = offset;
    }

    synchronized void add(List<LogRecord> read) {
        for (LogRecord each : read) {
            records.add(each);
            bytes += each.value().length;
        }
        while (records.size() > RECORDS || bytes > BYTES) {
            LogRecord oldest = records.remove();
            bytes -= oldest.value().length;
            from = oldest.offset() + 1;
        }
    }

    /** The records of a piece of the log, its first ones if there are many; null when they are not all here. */
    synchronized @Nullable List<LogRecord> between(long start, long end, int atMost) {
        if (start < from) {
            return null;
        }
        while (!records.isEmpty() && records.getFirst().offset() < start) {
            LogRecord passed = records.remove();
            bytes -= passed.value().length;
            from = passed.offset() + 1;
        }
        List<LogRecord> found = new ArrayList<>();
        for (LogRecord each : records) {
            if (each.offset() >= end || found.size() == atMost) {
                break;
            }
            found.add(each);
        }
        return found;
    }
}
