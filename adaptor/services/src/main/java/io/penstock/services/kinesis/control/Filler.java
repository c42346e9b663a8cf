package io.penstock.services.kinesis.control;

import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.RecordLog.Appended;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.kinesis.stream.WriteGate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Makes the log of a closing shard reach its end. Doing it again, or twice at once, adds records behind the end at most. */
final class Filler {

    private static final int AT_ONCE = 4_096;
    private static final NewRecord FILLER = new NewRecord(null, new byte[0], List.of(WriteGate.fillerHeader()));

    private final RecordLog log;

    Filler(RecordLog log) {
        this.log = log;
    }

    /** Completes when every offset below {@code end} is taken by a record that is replicated. */
    CompletableFuture<Void> fill(TopicPartition partition, long end) {
        return log.end(partition).thenCompose(from -> fill(partition, from, end));
    }

    private CompletableFuture<Void> fill(TopicPartition partition, long from, long end) {
        // One acknowledged record at the last offset or behind it proves it, however little end() knew.
        long missing = Math.clamp(end - from, 1, AT_ONCE);
        List<CompletableFuture<Appended>> appends = new ArrayList<>();
        for (long i = 0; i < missing; i++) {
            appends.add(log.append(partition, FILLER));
        }
        return CompletableFuture.allOf(appends.toArray(CompletableFuture[]::new))
                .thenCompose(done -> {
                    long last = appends.getLast().join().offset();
                    return last >= end - 1 ? CompletableFuture.completedFuture(null) : fill(partition, last + 1, end);
                });
    }
}
