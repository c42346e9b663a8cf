package io.penstock.services.kinesis.data;

import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.common.ForwardingLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A log that counts who reads it, and whose scans can be held up. */
public final class HeldScans extends ForwardingLog {

    private final AtomicInteger scans = new AtomicInteger();
    private final AtomicInteger follows = new AtomicInteger();

    /** Guarded by this. */
    private final List<Runnable> waiting = new ArrayList<>();

    private boolean holding;

    public HeldScans(RecordLog log) {
        super(log);
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
                () -> super.scan(partition, fromOffset, maxRecords, maxBytes).whenComplete((found, failure) -> {
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
        return super.follow(partition, fromOffset, receiver);
    }
}
