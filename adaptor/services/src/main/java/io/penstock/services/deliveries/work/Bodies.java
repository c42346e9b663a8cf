package io.penstock.services.deliveries.work;

import io.penstock.kernel.delivery.Delivery;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The deliveries of a partition: those read last from memory, up to {@link #BUDGET} bytes, all others from the log. Thread-safe. */
final class Bodies {

    private static final int BUDGET = 8 << 20;

    /** Of a record besides its value, about. */
    private static final int OVERHEAD = 1_000;

    private static final int BYTES = 1 << 20;

    private final RecordLog log;
    private final TopicPartition topic;
    private final Map<Long, LogRecord> kept = new LinkedHashMap<>();
    private int bytes;

    Bodies(RecordLog log, TopicPartition topic) {
        this.log = log;
        this.topic = topic;
    }

    private static int size(LogRecord record) {
        return record.value().length + OVERHEAD;
    }

    /** Keeps records as long as no later ones need their room: those that wait for long make way for those whose turn comes soon. */
    synchronized void offer(List<LogRecord> records) {
        for (LogRecord record : records) {
            if (kept.put(record.offset(), record) == null) {
                bytes += size(record);
            }
        }
        Iterator<LogRecord> oldest = kept.values().iterator();
        while (bytes > BUDGET && oldest.hasNext()) {
            bytes -= size(oldest.next());
            oldest.remove();
        }
    }

    /** Takes a record out of memory, or reads it. Empty when it is not in the log any more or is no delivery. */
    CompletableFuture<Optional<Delivery>> take(long offset) {
        LogRecord found;
        synchronized (this) {
            found = kept.remove(offset);
            bytes -= found == null ? 0 : size(found);
        }
        if (found != null) {
            return CompletableFuture.completedFuture(Delivery.of(found));
        }
        return log.read(topic, offset, 1, BYTES)
                .thenApply(records -> records.stream()
                        .filter(record -> record.offset() == offset)
                        .findFirst()
                        .flatMap(Delivery::of));
    }
}
