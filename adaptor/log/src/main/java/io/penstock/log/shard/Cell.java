package io.penstock.log.shard;

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
import org.jspecify.annotations.Nullable;

/** An aggregate in the memory of its owner. Belongs to the shard's strand. */
final class Cell<S, C, E, R> {

    /** Where a cell is found: the machine's name and the aggregate. */
    record Place(String machine, AggregateId id) {}

    final Registration<S, C, E, R> kind;
    final AggregateId id;
    final Companion<S, E, R> companion;
    private final Map<String, ArrayDeque<Request<C, R>>> lanes = new LinkedHashMap<>();
    private long arrivals;
    S state;

    /** Decided, not yet released. */
    int unreleased;

    /** Whether events were applied since the timer was last set. */
    boolean changed;

    /** The sequence number up to which the state was made when the cell was forgotten; -1 while it is not. */
    long forgottenAt = -1;

    Timers.@Nullable Timer wakeUp;

    @Nullable
    Instant wokenFor;

    Cell(Registration<S, C, E, R> kind, AggregateId id, S state, Companion<S, E, R> companion) {
        this.kind = kind;
        this.id = id;
        this.state = state;
        this.companion = companion;
    }

    Place place() {
        return new Place(kind.name(), id);
    }

    boolean isParkedEmpty() {
        return lanes.isEmpty();
    }

    /** Those at the heads of all lanes, by arrival. */
    PriorityQueue<Request<C, R>> heads() {
        PriorityQueue<Request<C, R>> heads =
                new PriorityQueue<>(Math.max(1, lanes.size()), Comparator.comparingLong(request -> request.arrival));
        lanes.values().forEach(lane -> heads.add(lane.getFirst()));
        return heads;
    }

    /** Adds at the end of a lane, or leaves a command that parks again where it is. */
    void park(Request<C, R> request, String lane) {
        if (lane.equals(request.lane)) {
            return;
        }
        unpark(request);
        request.lane = lane;
        request.arrival = request.arrival < 0 ? arrivals++ : request.arrival;
        lanes.computeIfAbsent(lane, key -> new ArrayDeque<>()).add(request);
    }

    /** True when it was parked. */
    boolean unpark(Request<C, R> request) {
        String lane = request.lane;
        request.stopClock();
        if (lane == null) {
            return false;
        }
        request.lane = null;
        ArrayDeque<Request<C, R>> waiting = lanes.get(lane);
        if (waiting != null && waiting.remove(request) && waiting.isEmpty()) {
            lanes.remove(lane);
        }
        return true;
    }

    @Nullable
    Request<C, R> head(String lane) {
        ArrayDeque<Request<C, R>> waiting = lanes.get(lane);
        return waiting == null ? null : waiting.peek();
    }

    /** Empties all lanes. */
    List<Request<C, R>> unparkAll() {
        List<Request<C, R>> all = new ArrayList<>();
        lanes.values().forEach(all::addAll);
        lanes.clear();
        all.forEach(request -> {
            request.lane = null;
            request.arrival = -1;
            request.stopClock();
        });
        return all;
    }

    void stopClock() {
        if (wakeUp != null) {
            wakeUp.cancel();
            wakeUp = null;
        }
    }

    byte[] encodedState() {
        return kind.machine().states().encode(state);
    }
}
