package io.penstock.kernel.memory;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An aggregate in the memory of its owner. Used on the loop alone. */
final class Live<S, C, E, R> {

    /** A command and the caller who waits for it; while parked, until when. */
    static final class Waiting<C, R> {
        final C command;
        final CompletableFuture<R> caller;

        @Nullable
        String lane;

        /** Counts those that were parked before; kept while it is parked again. */
        long arrival = -1;

        @Nullable
        Instant until;

        EventLoop.@Nullable Timer deadline;

        Waiting(C command, CompletableFuture<R> caller) {
            this.command = command;
            this.caller = caller;
        }

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

    final Registration<S, C, E, R> kind;
    final AggregateId id;
    final Companion<S, E, R> companion;
    final Map<String, ArrayDeque<Waiting<C, R>>> lanes = new LinkedHashMap<>();
    private long arrivals;
    S state;

    /** Decided, not yet released. */
    int unreleased;

    /** Whether events were applied since the timer was last set. */
    boolean changed;

    EventLoop.@Nullable Timer wakeUp;

    @Nullable
    Instant wokenFor;

    Live(Registration<S, C, E, R> kind, AggregateId id, S state, Companion<S, E, R> companion) {
        this.kind = kind;
        this.id = id;
        this.state = state;
        this.companion = companion;
    }

    AggregateRef ref() {
        return new AggregateRef(kind.machine().type().name(), id);
    }

    boolean isParkedEmpty() {
        return lanes.isEmpty();
    }

    /** Adds at the end of a lane, or leaves a command that parks again where it is. */
    void park(Waiting<C, R> waiting, String lane) {
        if (lane.equals(waiting.lane)) {
            return;
        }
        unpark(waiting);
        waiting.lane = lane;
        waiting.arrival = waiting.arrival < 0 ? arrivals++ : waiting.arrival;
        lanes.computeIfAbsent(lane, key -> new ArrayDeque<>()).add(waiting);
    }

    void unpark(Waiting<C, R> waiting) {
        if (waiting.lane != null) {
            ArrayDeque<Waiting<C, R>> lane = lanes.get(waiting.lane);
            if (lane != null && lane.remove(waiting) && lane.isEmpty()) {
                lanes.remove(waiting.lane);
            }
            waiting.lane = null;
        }
    }

    /** Those at the heads of all lanes, by arrival. */
    PriorityQueue<Waiting<C, R>> heads() {
        PriorityQueue<Waiting<C, R>> heads =
                new PriorityQueue<>(Math.max(1, lanes.size()), Comparator.comparingLong(waiting -> waiting.arrival));
        lanes.values().forEach(lane -> heads.add(lane.getFirst()));
        return heads;
    }

    @Nullable
    Waiting<C, R> head(String lane) {
        ArrayDeque<Waiting<C, R>> waiting = lanes.get(lane);
        return waiting == null ? null : waiting.peek();
    }

    List<Waiting<C, R>> parked() {
        List<Waiting<C, R>> all = new ArrayList<>();
        lanes.values().forEach(all::addAll);
        return all;
    }

    void stopClocks() {
        if (wakeUp != null) {
            wakeUp.cancel();
            wakeUp = null;
        }
        parked().forEach(Waiting::stopClock);
    }
}
