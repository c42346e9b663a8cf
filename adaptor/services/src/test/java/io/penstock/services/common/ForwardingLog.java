package io.penstock.services.common;

import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A log that hands everything on to another one, for tests that watch or hold up some of it. */
public abstract class ForwardingLog implements RecordLog {

    private final RecordLog log;

    protected ForwardingLog(RecordLog log) {
        this.log = log;
    }

    @Override
    public long lookups() {
        return log.lookups();
    }

    @Override
    public CompletableFuture<Appended> append(TopicPartition partition, NewRecord record) {
        return log.append(partition, record);
    }

    @Override
    public void append(TopicPartition partition, NewRecord record, Ack ack) {
        log.append(partition, record, ack);
    }

    @Override
    public Feed follow(TopicPartition partition, long fromOffset, Receiver receiver) {
        return log.follow(partition, fromOffset, receiver);
    }

    @Override
    public CompletableFuture<List<LogRecord>> read(
            TopicPartition partition, long fromOffset, int maxRecords, int maxBytes) {
        return log.read(partition, fromOffset, maxRecords, maxBytes);
    }

    @Override
    public CompletableFuture<Scan> scan(TopicPartition partition, long fromOffset, int maxRecords, int maxBytes) {
        return log.scan(partition, fromOffset, maxRecords, maxBytes);
    }

    @Override
    public CompletableFuture<Long> offsetAt(TopicPartition partition, long timestampMillis) {
        return log.offsetAt(partition, timestampMillis);
    }

    @Override
    public CompletableFuture<Long> end(TopicPartition partition) {
        return log.end(partition);
    }

    @Override
    public CompletableFuture<Range> range(TopicPartition partition) {
        return log.range(partition);
    }

    @Override
    public CompletableFuture<Void> trim(TopicPartition partition, long beforeOffset) {
        return log.trim(partition, beforeOffset);
    }
}
