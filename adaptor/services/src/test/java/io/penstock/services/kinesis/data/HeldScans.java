package io.penstock.services.kinesis.data;

import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A log that counts who reads it, and whose scans can be held up. */
public final class HeldScans implements RecordLog {

    private final RecordLog log;
    private final AtomicInteger scans = new AtomicInteger();
    private final AtomicInteger follows = new AtomicInteger();

    /** Guarded by this. */
    private final List<Runnable> waiting = new ArrayList<>();

    private boolean holding;

    public HeldScans(RecordLog log) {
        this.log = log;
    }

    /** Scans that come from now on stay without an answer. */
    public synchronized void hold() {
        holding = true;
    }

    /** Those that wait are answered, and so are later ones. */
    public void release() {
        List<Runnable> due;
        synchronized (this) {
            holding = false;
            due = List.copyOf(waiting);
            waiting.clear();
        }
        due.forEach(Runnable::run);
    }

    /** How many scans are held up. */
    public synchronized int held() {
        return waiting.size();
    }

    /** How many scans there were. */
    public int count() {
        return scans.get();
    }

    /** How many feeds were begun. */
    public int follows() {
        return follows.get();
    }

    @Override
    public CompletableFuture<Scan> scan(TopicPartition partition, long fromOffset, int maxRecords, int maxBytes) {
        CompletableFuture<Scan> answer = new CompletableFuture<>();
        Runnable scan =
                () -> log.scan(partition, fromOffset, maxRecords, maxBytes).whenComplete((found, failure) -> {
                    if (failure == null) {
                        answer.complete(found);
                    } else {
                        answer.completeExceptionally(failure);
                    }
                });
        scans.incrementAndGet();
        synchronized (this) {
            if (holding) {
                waiting.add(scan);
                return answer;
            }
        }
        scan.run();
        return answer;
    }

    @Override
    public Feed follow(TopicPartition partition, long fromOffset, Receiver receiver) {
        follows.incrementAndGet();
        return log.follow(partition, fromOffset, receiver);
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
    public CompletableFuture<List<LogRecord>> read(
            TopicPartition partition, long fromOffset, int maxRecords, int maxBytes) {
        return log.read(partition, fromOffset, maxRecords, maxBytes);
    }

    @Override
    public CompletableFuture<Long> offsetAt(TopicPartition partition, long timestampMillis) {
        return log.offsetAt(partition, timestampMillis);
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
