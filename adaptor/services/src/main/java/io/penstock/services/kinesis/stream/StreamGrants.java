package io.penstock.services.kinesis.stream;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.port.Machines;
import io.penstock.services.kinesis.stream.StreamCommand.Confirm;
import io.penstock.services.kinesis.stream.StreamCommand.Extend;
import io.penstock.services.kinesis.stream.StreamCommand.Load;
import io.penstock.services.kinesis.stream.StreamCommand.Report;
import io.penstock.services.kinesis.stream.StreamCommand.Seen;
import io.penstock.services.kinesis.stream.WriteGate.Bound;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What a node knows of the grants of one creation of a stream. Asks its owner one question at a time, about all shards that need it. Thread-safe. */
final class StreamGrants {

    /** Owners change; the question may be asked any number of times. */
    private static final int ATTEMPTS = 3;

    private static final long REPORT_MILLIS = 5_000;

    private record Waiter(ShardGrants shard, long offset, CompletableFuture<Bound> future) {}

    private final String arn;
    private final String id;
    private final Map<Integer, ShardGrants> shards = new ConcurrentHashMap<>();
    private final AtomicLong reported = new AtomicLong();

    /** Guarded by this: the highest offset seen of each shard to ask about next, and who waits for an answer. */
    private final Map<Integer, Long> seen = new HashMap<>();

    private final List<Waiter> waiters = new ArrayList<>();
    private boolean asking;

    /** Guarded by this. */
    private @Nullable Question question;

    /** Up to so many lookups the topic of this creation had its name. */
    private volatile long confirmed = -1;

    /** Whether the creation is there, asked after so many lookups. */
    private record Question(long lookups, CompletableFuture<Void> answer) {}

    private volatile long version;

    StreamGrants(StreamDefinition stream) {
        this.arn = stream.arn();
        this.id = stream.id();
    }

    boolean isOf(StreamDefinition stream) {
        return id.equals(stream.id());
    }

    ShardGrants of(StreamDefinition stream, int number) {
        if (stream.version() > version) {
            learn(stream);
        }
        ShardGrants known = shards.get(number);
        return known != null
                ? known
                : shards.computeIfAbsent(number, missing -> {
                    ShardDefinition shard = stream.shard(missing)
                            .orElseThrow(() -> new IllegalStateException(
                                    "no shard " + missing + " in version " + stream.version() + " of " + arn));
                    return new ShardGrants(shard, stream.version());
                });
    }

    private synchronized void learn(StreamDefinition stream) {
        stream.shards()
                .forEach(shard -> shards.computeIfPresent(shard.number(), (number, known) -> {
                    known.learn(shard, stream.version());
                    return known;
                }));
        version = Math.max(version, stream.version());
    }

    boolean isConfirmed(long lookups) {
        return confirmed >= lookups;
    }

    /**
     * Asks whether this creation is there still, for everybody who waits for it.
     *
     * @param lookups of the log, before now
     * @return fails with UNAVAILABLE when it is gone: what was appended may be in the topic of another
     */
    CompletableFuture<Void> confirm(Machines machines, long lookups) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        synchronized (this) {
            if (question != null
                    && question.lookups() >= lookups
                    && !question.answer().isDone()) {
                return question.answer();
            }
            question = new Question(lookups, answer);
        }
        submit(machines, new Confirm(id), ATTEMPTS).whenComplete((reply, failure) -> {
            if (failure == null) {
                synchronized (this) {
                    confirmed = Math.max(confirmed, lookups);
                }
                answer.complete(null);
            } else {
                answer.completeExceptionally(CommonFaults.UNAVAILABLE.with());
            }
        });
        return answer;
    }

    /** A bound beyond the offset, or the end of the shard. */
    CompletableFuture<Bound> ask(Machines machines, ShardGrants shard, long offset) {
        CompletableFuture<Bound> future = new CompletableFuture<>();
        synchronized (this) {
            waiters.add(new Waiter(shard, offset, future));
            seen.merge(shard.shard(), offset, Math::max);
        }
        next(machines);
        return future;
    }

    /** Asks before anybody has to wait. */
    void askAhead(Machines machines, ShardGrants shard, long offset) {
        synchronized (this) {
            if (asking) {
                return; // whoever comes next asks again
            }
            seen.merge(shard.shard(), offset, Math::max);
        }
        next(machines);
    }

    private void next(Machines machines) {
        List<Seen> questions;
        synchronized (this) {
            if (asking || seen.isEmpty()) {
                return;
            }
            asking = true;
            questions = seen.entrySet().stream()
                    .map(entry -> new Seen(entry.getKey(), entry.getValue()))
                    .toList();
            seen.clear();
        }
        submit(machines, new Extend(id, questions), ATTEMPTS).whenComplete((reply, failure) -> {
            answered(reply, failure, questions);
            next(machines);
        });
    }

    private CompletableFuture<StreamReply> submit(Machines machines, StreamCommand command, int attempts) {
        return machines.submit(StreamCodecs.STREAMS, StreamDirectory.aggregate(arn), command)
                .exceptionallyCompose(failure -> attempts > 1 && isWorthRetrying(failure)
                        ? submit(machines, command, attempts - 1)
                        : CompletableFuture.failedFuture(failure));
    }

    private static boolean isWorthRetrying(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof FaultException fault && fault.fault().equals(CommonFaults.UNAVAILABLE);
    }

    private void answered(@Nullable StreamReply reply, @Nullable Throwable failure, List<Seen> questions) {
        if (reply instanceof StreamReply.Grants(List<StreamReply.Grant> grants)) {
            grants.forEach(grant -> {
                ShardGrants shard = shards.get(grant.shard());
                if (shard != null) {
                    shard.learn(grant);
                }
            });
        }
        List<Waiter> due = new ArrayList<>();
        synchronized (this) {
            asking = false;
            for (Waiter waiter : waiters) {
                Bound bound = waiter.shard().bound();
                boolean asked = questions.stream()
                        .anyMatch(seenThen ->
                                seenThen.shard() == waiter.shard().shard() && seenThen.offset() >= waiter.offset());
                if (bound.isEnd() || waiter.offset() < bound.below() || (failure != null && asked)) {
                    due.add(waiter);
                } else {
                    seen.merge(waiter.shard().shard(), waiter.offset(), Math::max);
                }
            }
            waiters.removeAll(due);
        }
        due.forEach(waiter -> complete(waiter, failure));
    }

    private static void complete(Waiter waiter, @Nullable Throwable failure) {
        Bound bound = waiter.shard().bound();
        if (bound.isEnd() || waiter.offset() < bound.below()) {
            waiter.future().complete(bound);
        } else {
            waiter.future()
                    .completeExceptionally(
                            failure == null
                                    ? new IllegalStateException("no answer about " + waiter.offset())
                                    : failure);
        }
    }

    /** What is to be reported now; empty when the last report was not long ago. */
    Optional<Report> report(long nowMillis) {
        long last = reported.get();
        if (nowMillis - last < REPORT_MILLIS || !reported.compareAndSet(last, nowMillis)) {
            return Optional.empty();
        }
        List<Load> loads = shards.values().stream()
                .map(ShardGrants::load)
                .filter(load -> load.records() > 0)
                .toList();
        return loads.isEmpty() ? Optional.empty() : Optional.of(new Report(id, loads));
    }
}
