package io.penstock.log.record;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The ends of partitions, asked for together. Of each partition one request is under way at a time; who comes meanwhile shares the next one with all others who did, since an end that was asked for
 * before he came may lie before what was acknowledged to him. And one request asks for all partitions that somebody waits for. So however many find queues empty over and over, they cost a broker one
 * request at a time.
 *
 * <p>Partitions that are not answered, as those without a leader, hold requests for others up for a short patience only. Memory: what callers hold. Thread-safe.
 */
final class LogEnds {

    /** A broker that has nothing else to do takes a tenth of it. */
    private static final Duration PATIENCE = Duration.ofMillis(20);

    /** Asks for the ends of partitions, and does not wait for them. */
    interface Broker {
        Answers ask(Set<TopicPartition> partitions);
    }

    /** Of one request. */
    interface Answers {
        CompletableFuture<Long> of(TopicPartition partition);
    }

    private final Broker broker;
    private final Duration patience;

    /** Who waits for a request that is yet to be made; guarded by this. */
    private final Map<TopicPartition, CompletableFuture<Long>> waiting = new HashMap<>();

    /** Of which partitions a request is under way; guarded by this. */
    private final Set<TopicPartition> asked = new HashSet<>();

    /** The request that others wait for, 0 for none; guarded by this. */
    private long holding;

    private long requests;

    /** Who is to look whether a request can be made: one at a time, and for all who came meanwhile, so that answers that are there at once make no deep stack. */
    private final AtomicInteger lookers = new AtomicInteger();

    LogEnds(Broker broker) {
        this(broker, PATIENCE);
    }

    LogEnds(Broker broker, Duration patience) {
        this.broker = broker;
        this.patience = patience;
    }

    /** The end now; the caller may cancel it. */
    CompletableFuture<Long> of(TopicPartition partition) {
        CompletableFuture<Long> end;
        synchronized (this) {
            end = waiting.computeIfAbsent(partition, missing -> new CompletableFuture<>())
                    .copy();
        }
        look();
        return end;
    }

    private void look() {
        if (lookers.getAndIncrement() == 0) {
            int seen = 1;
            while (seen > 0) {
                ask();
                seen = lookers.addAndGet(-seen);
            }
        }
    }

    private void ask() {
        Map<TopicPartition, CompletableFuture<Long>> wanted = new HashMap<>();
        long request;
        synchronized (this) {
            if (holding != 0) {
                return;
            }
            waiting.forEach((partition, told) -> {
                if (!asked.contains(partition)) {
                    wanted.put(partition, told);
                }
            });
            if (wanted.isEmpty()) {
                return;
            }
            waiting.keySet().removeAll(wanted.keySet());
            asked.addAll(wanted.keySet());
            request = ++requests;
            holding = request;
        }
        CompletableFuture<?>[] answers = answers(wanted);
        CompletableFuture.allOf(answers)
                .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, failure) -> ended(request));
    }

    /** Each is told to those who wait for it. */
    private CompletableFuture<?>[] answers(Map<TopicPartition, CompletableFuture<Long>> wanted) {
        try {
            Answers answers = broker.ask(wanted.keySet());
            wanted.forEach((partition, told) ->
                    answers.of(partition).whenComplete((end, failure) -> answered(partition, told, end, failure)));
        } catch (RuntimeException | Error e) {
            wanted.forEach((partition, told) -> answered(partition, told, null, e));
        }
        return wanted.values().toArray(CompletableFuture<?>[]::new);
    }

    private void answered(
            TopicPartition partition, CompletableFuture<Long> told, @Nullable Long end, @Nullable Throwable failure) {
        synchronized (this) {
            asked.remove(partition);
        }
        if (end != null) {
            told.complete(end);
        } else {
            told.completeExceptionally(failure == null ? new IllegalStateException("no end of " + partition) : failure);
        }
        look();
    }

    private void ended(long request) {
        synchronized (this) {
            if (holding == request) {
                holding = 0;
            }
        }
        look();
    }
}
