package io.penstock.log.shard;

import io.penstock.kernel.machine.AggregateId;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A command on its way to its decision, and the caller who waits for the reply. Mutable fields belong to the shard's strand. */
final class Request<C, R> {

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(160);

    final Registration<?, C, ?, R> kind;
    final AggregateId id;
    final C command;
    final CompletableFuture<R> caller;

    final Origin origin;

    /** Until when an owner is looked for. */
    final Instant patience;

    /** Where it is parked. */
    @Nullable
    String lane;

    /** Counts those that were parked in its cell before; kept while it is parked again. */
    long arrival = -1;

    @Nullable
    Instant until;

    Timers.@Nullable Timer deadline;

    /** Between one look for an owner and the next; grows, because a dead owner's shards take seconds to find a new one. */
    private Duration pause = Duration.ofMillis(10);

    /** Whether the caller's departure is being watched. */
    boolean watched;

    /** Where a command comes from. */
    enum Origin {
        /** A caller on this node. */
        CALLER,
        /** Another node, which looks for another owner itself when this one is not. */
        PEER,
        /** The aggregate's companion or the host: such are never throttled, callers may be waiting for them. */
        INTERNAL
    }

    Request(Registration<?, C, ?, R> kind, AggregateId id, C command, Origin origin, Instant patience) {
        this.kind = kind;
        this.id = id;
        this.command = command;
        this.caller = new CompletableFuture<>();
        this.origin = origin;
        this.patience = patience;
    }

    /** A command of the aggregate's companion, or of the host. */
    static <C, R> Request<C, R> internal(Registration<?, C, ?, R> kind, AggregateId id, C command) {
        return new Request<>(kind, id, command, Origin.INTERNAL, Instant.MAX);
    }

    boolean isInternal() {
        return origin == Origin.INTERNAL;
    }

    /** How long to wait before the owner is looked for again. */
    Duration nextPause() {
        Duration now = pause;
        pause = now.compareTo(LONGEST_PAUSE) >= 0 ? LONGEST_PAUSE : now.multipliedBy(2);
        return now;
    }

    /** The caller cancelled, or gave up in some other way. */
    boolean isGone() {
        return caller.isDone();
    }

    void stopClock() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }
}
