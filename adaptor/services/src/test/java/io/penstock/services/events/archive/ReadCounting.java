package io.penstock.services.events.archive;

import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.common.ForwardingLog;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** A log that knows how many records were scanned. */
final class ReadCounting extends ForwardingLog {

    private final AtomicLong read = new AtomicLong();

    ReadCounting(RecordLog log) {
        super(log);
    }

    long read() {
        return read.get();
    }

    @Override
    public CompletableFuture<Scan> scan(TopicPartition partition, long fromOffset, int maxRecords, int maxBytes) {
        return super.scan(partition, fromOffset, maxRecords, maxBytes).thenApply(scan -> {
            read.addAndGet(scan.records().size());
            return scan;
        });
    }
}
