package io.penstock.services.deliveries.work;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what is attempted next: lanes take turns, and no lane takes the place of others. Attempts at endpoints that do not answer last long, so a lane whose last attempt
 * failed shares half of all places with those like it, and a lane that has not succeeded yet has few. Pure; for one thread at a time.
 */
final class Lanes {

    /** Attempts under way in all lanes. */
    static final int PLACES = 1_024;

    /** Of these, for lanes whose last attempt failed. */
    static final int DOUBTFUL_PLACES = PLACES / 2;

    /** Attempts under way in a lane whose last attempt succeeded. */
    static final int PROVEN = 64;

    /** Attempts under way in any other lane. */
    static final int UNPROVEN = 8;

    /** So many lanes are remembered though they have nothing to do. */
    private static final int REMEMBERED = 10_000;

    private static final long MICROS = 1_000_000;
    private static final int UNKNOWN = -1;

    private enum Trust {
        NEW,
        PROVEN,
        DOUBTFUL
    }

    private static final class Lane {
        final Deque<Job> waiting = new ArrayDeque<>();
        Trust trust = Trust.NEW;
        int running;
        int perSecond = UNKNOWN;
        long nextMicros;
        boolean queued;
    }

    private final Map<String, Lane> lanes = new HashMap<>();
    private final Deque<Lane> ready = new ArrayDeque<>();
    private final Deque<Lane> doubtful = new ArrayDeque<>();
    private final PriorityQueue<Lane> throttled =
            new PriorityQueue<>(Comparator.comparingLong(lane -> lane.nextMicros));
    private int running;
    private int doubtfulRunning;

    /** Has it attempted when its turn comes. */
    void offer(Job job) {
        if (lanes.size() >= REMEMBERED) {
            lanes.values().removeIf(lane -> lane.running == 0 && lane.waiting.isEmpty() && !lane.queued);
        }
        Lane lane = lane(job.lane());
        lane.waiting.add(job);
        queue(lane);
    }

    private Lane lane(String name) {
        return lanes.computeIfAbsent(name, key -> new Lane());
    }

    /** Says how many attempts a lane may begin in a second; 0 for any number. Until that is known it has one at a time. */
    void rate(String name, int perSecond) {
        Lane lane = lane(name);
        lane.perSecond = perSecond;
        queue(lane);
    }

    private void queue(Lane lane) {
        int most = lane.perSecond == UNKNOWN ? 1 : lane.trust == Trust.PROVEN ? PROVEN : UNPROVEN;
        if (lane.queued || lane.waiting.isEmpty() || lane.running >= most) {
            return;
        }
        lane.queued = true;
        if (lane.perSecond > 0) {
            throttled.add(lane);
        } else {
            turns(lane).add(lane);
        }
    }

    private Deque<Lane> turns(Lane lane) {
        return lane.trust == Trust.DOUBTFUL ? doubtful : ready;
    }

    /** The next attempt to make now, or null. */
    @Nullable
    Job next(long nowMillis) {
        long now = nowMillis * 1_000;
        for (Lane lane = throttled.peek(); lane != null && lane.nextMicros <= now; lane = throttled.peek()) {
            throttled.remove();
            turns(lane).add(lane);
        }
        if (running >= PLACES) {
            return null;
        }
        Lane lane = ready.poll();
        if (lane == null && doubtfulRunning < DOUBTFUL_PLACES) {
            lane = doubtful.poll();
        }
        if (lane == null) {
            return null;
        }
        lane.queued = false;
        lane.running++;
        running++;
        if (lane.trust == Trust.DOUBTFUL) {
            doubtfulRunning++;
        }
        if (lane.perSecond > 0) {
            // A clock of milliseconds must not make a lane slower than it may be: what of this millisecond is left over
            // counts.
            lane.nextMicros = Math.max(lane.nextMicros, now - 1_000) + MICROS / lane.perSecond;
        }
        Job job = lane.waiting.remove();
        queue(lane);
        return job;
    }

    /** An attempt has ended, and says something about the lane's endpoint. */
    void ended(Job job, boolean arrived) {
        Lane lane = lane(job.lane());
        trust(lane, arrived ? Trust.PROVEN : Trust.DOUBTFUL);
        ended(job);
    }

    private void trust(Lane lane, Trust after) {
        Trust before = lane.trust;
        lane.trust = after;
        if (before == after) {
            return;
        }
        if (before == Trust.DOUBTFUL) {
            doubtfulRunning -= lane.running;
            if (doubtful.remove(lane)) {
                ready.add(lane);
            }
        } else if (after == Trust.DOUBTFUL) {
            doubtfulRunning += lane.running;
            if (ready.remove(lane)) {
                doubtful.add(lane);
            }
        }
    }

    /** An attempt has ended. */
    void ended(Job job) {
        Lane lane = lane(job.lane());
        lane.running--;
        running--;
        if (lane.trust == Trust.DOUBTFUL) {
            doubtfulRunning--;
        }
        queue(lane);
    }

    /** When a throttled lane may go on, in milliseconds; {@link Long#MAX_VALUE} when none waits for time. */
    long wakeAt() {
        Lane lane = throttled.peek();
        return lane == null ? Long.MAX_VALUE : Math.ceilDiv(lane.nextMicros, 1_000);
    }

    int running() {
        return running;
    }
}
