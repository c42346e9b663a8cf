package io.penstock.services.deliveries.lane;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A partition of the log. Memory: some 150 bytes for each delivery under way or waiting, at most {@link #MOST} and one for each lane; bodies stay in the log. The more
 * is held in total, the less each lane may hold, so that lanes whose endpoints are dead leave room for others; what a lane has no room for stays in the log, as the offset where
 * it begins.
 */
public final class LaneState {

    /** Deliveries of all lanes together. */
    public static final int MOST = 100_000;

    private static final long NONE = -1;

    /** Something that is due at a time, earliest first. */
    record Due(long at, String lane, long offset) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(at, other.at);
            int byLane = byTime != 0 ? byTime : lane.compareTo(other.lane);
            return byLane != 0 ? byLane : Long.compare(offset, other.offset);
        }
    }

    private static final class Lane {
        final NavigableMap<Long, Progress> held = new TreeMap<>();
        long from = NONE;

        boolean isEmpty() {
            return held.isEmpty() && from == NONE;
        }

        long first() {
            long first = held.isEmpty() ? Long.MAX_VALUE : held.firstKey();
            return from == NONE ? first : Math.min(first, from);
        }
    }

    /** Hears of each delivery. */
    @FunctionalInterface
    public interface Visitor {
        void visit(String lane, long offset, Progress progress);
    }

    boolean open;
    long position;
    long passed;
    final TreeSet<Due> due = new TreeSet<>();
    private final SortedMap<String, Lane> lanes = new TreeMap<>();
    private final Set<String> overflowing = new LinkedHashSet<>();
    private int total;

    /** Whether it is worked off. */
    public boolean isOpen() {
        return open;
    }

    /** Up to where the log is read. */
    public long position() {
        return position;
    }

    /** How many more a lane may hold when this many are held, by all and by the lane. */
    static int room(int ofAll, int ofLane) {
        return Math.max((MOST - ofAll) / 2, 1) - ofLane;
    }

    int total() {
        return total;
    }

    int held(String lane) {
        Lane found = lanes.get(lane);
        return found == null ? 0 : found.held.size();
    }

    /** Where the records of a lane begin that have no room; -1 when all have. */
    public long overflow(String lane) {
        Lane found = lanes.get(lane);
        return found == null ? NONE : found.from;
    }

    /** A lane that has left records in the log and now has room for a good part of what it may hold. */
    public Optional<String> refillable() {
        return overflowing.stream()
                .filter(lane -> room(total, held(lane)) > held(lane))
                .findFirst();
    }

    /** How far a delivery is; null when it is over. */
    public @Nullable Progress find(String lane, long offset) {
        Lane found = lanes.get(lane);
        return found == null ? null : found.held.get(offset);
    }

    /** All deliveries, lane by lane. */
    public void each(Visitor visitor) {
        lanes.forEach((name, lane) -> lane.held.forEach((offset, progress) -> visitor.visit(name, offset, progress)));
    }

    /** Before it the log holds nothing that is needed. */
    long needed() {
        return lanes.values().stream().mapToLong(Lane::first).reduce(position, Math::min);
    }

    void admit(String name, List<Long> offsets) {
        if (!offsets.isEmpty()) {
            offsets.forEach(offset -> put(name, offset, Progress.FIRST));
        }
    }

    void overflow(String name, long from) {
        Lane lane = lanes.computeIfAbsent(name, key -> new Lane());
        lane.from = from;
        if (from == NONE) {
            overflowing.remove(name);
        } else {
            overflowing.add(name);
        }
        if (lane.isEmpty()) {
            lanes.remove(name);
        }
    }

    void put(String name, long offset, Progress progress) {
        Progress old = lanes.computeIfAbsent(name, key -> new Lane()).held.put(offset, progress);
        if (old == null) {
            total++;
        } else {
            forget(name, offset, old);
        }
        if (progress.due() > 0) {
            due.add(new Due(progress.due(), name, offset));
        }
    }

    void finish(String name, long offset) {
        Lane lane = lanes.get(name);
        Progress old = lane == null ? null : lane.held.remove(offset);
        if (lane == null || old == null) {
            throw new IllegalStateException("no delivery " + name + " at " + offset);
        }
        total--;
        forget(name, offset, old);
        if (lane.isEmpty()) {
            lanes.remove(name);
        }
    }

    private void forget(String name, long offset, Progress old) {
        if (old.due() > 0) {
            due.remove(new Due(old.due(), name, offset));
        }
    }

    /** What snapshots hold. */
    record Image(boolean open, long position, long passed, List<LaneImage> lanes) {}

    record LaneImage(String name, long from, SortedMap<Long, Progress> held) {}

    Image image() {
        return new Image(
                open,
                position,
                passed,
                lanes.entrySet().stream()
                        .map(lane -> new LaneImage(lane.getKey(), lane.getValue().from, lane.getValue().held))
                        .toList());
    }

    static LaneState of(Image image) {
        LaneState state = new LaneState();
        state.open = image.open();
        state.position = image.position();
        state.passed = image.passed();
        for (LaneImage lane : image.lanes()) {
            lane.held().forEach((offset, progress) -> state.put(lane.name(), offset, progress));
            if (lane.from() != NONE) {
                state.overflow(lane.name(), lane.from());
            }
        }
        return state;
    }
}
