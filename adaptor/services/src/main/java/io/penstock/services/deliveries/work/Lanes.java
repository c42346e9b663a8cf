package io.penstock.services.deliveries.work;

import io.penstock.kernel.delivery.Delivery;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what is attempted next: lanes take turns, and no lane takes the place of others. Attempts at endpoints that do not answer last long, so lanes are told apart by what is
 * known of their endpoints. Pure; for one thread at a time. Whatever is asked takes the same time however many lanes there are, but for those that are throttled, which are kept
 * in order.
 *
 * <p>What holds at any time, however many endpoints are silent:
 *
 * <ul>
 *   <li>mails go through one relay, which is one endpoint: all their lanes together have {@value #RELAY_PLACES} places, which nobody else uses;
 *   <li>of the others, lanes that have not succeeded yet may have half of all places together, and lanes whose last attempt failed half of them, and both together three
 *       quarters: the rest is for lanes whose last attempt succeeded;
 *   <li>beyond its first attempt a lane takes no more than half of the places that are free, of those for its kind and of all: of a hundred lanes that fall silent at once
 *       each keeps a few, and there is always one for the first attempt of another, until as many lanes are silent as there are places for their kind.
 * </ul>
 */
final class Lanes {

    /** Attempts under way in all lanes. */
    static final int PLACES = 1_024;

    /** Of these, for mails: twice as many as a server has connections to the relay. */
    static final int RELAY_PLACES = 32;

    /** Of these, for lanes whose last attempt failed. */
    static final int DOUBTFUL_PLACES = PLACES / 2;

    /** Of these, for lanes that nothing is known of. */
    static final int NEW_PLACES = PLACES / 2;

    /** Of these, for lanes whose last attempt failed and those that nothing is known of together. */
    static final int UNSURE_PLACES = PLACES * 3 / 4;

    /** Attempts under way in a lane whose last attempt succeeded. */
    static final int PROVEN = 64;

    /** Attempts under way in any other lane. */
    static final int UNPROVEN = 8;

    /** So many lanes are remembered though they have nothing to do. */
    static final int REMEMBERED = 10_000;

    private static final long MICROS = 1_000_000;
    private static final int UNKNOWN = -1;

    /** Lanes of whose endpoints the same is known. */
    private static final class Kind {
        final SequencedSet<Lane> turns = new LinkedHashSet<>();
        final int places;
        final int most;
        int running;

        Kind(int places, int most) {
            this.places = places;
            this.most = most;
        }
    }

    private static final class Lane {
        final String name;
        final Deque<Job> waiting = new ArrayDeque<>();
        Kind kind;
        int running;
        int perSecond = UNKNOWN;
        long nextMicros;
        boolean queued;

        Lane(String name, Kind kind) {
            this.name = name;
            this.kind = kind;
        }

        boolean isIdle() {
            return running == 0 && waiting.isEmpty();
        }
    }

    private final Kind unknown = new Kind(NEW_PLACES, UNPROVEN);
    private final Kind proven = new Kind(PLACES - RELAY_PLACES, PROVEN);
    private final Kind doubtful = new Kind(DOUBTFUL_PLACES, UNPROVEN);
    private final Kind relay = new Kind(RELAY_PLACES, UNPROVEN);
    private final Map<String, Lane> lanes = new HashMap<>();

    /** Those that may be forgotten, first who has had nothing to do for longest. */
    private final SequencedSet<Lane> idle = new LinkedHashSet<>();

    private final PriorityQueue<Lane> throttled =
            new PriorityQueue<>(Comparator.comparingLong(lane -> lane.nextMicros));
    private int running;
    private long lookedAt;

    /** Whose turn it is first. */
    private Kind first = proven;

    /** Has it attempted when its turn comes. */
    void offer(Job job) {
        Lane lane = lane(job.lane());
        lane.waiting.add(job);
        idle.remove(lane);
        queue(lane);
    }

    private Lane lane(String name) {
        lookedAt++;
        Lane known = lanes.get(name);
        if (known != null) {
            return known;
        }
        Lane made = new Lane(name, Delivery.isOfMails(name) ? relay : unknown);
        lanes.put(name, made);
        idle.add(made);
        return made;
    }

    /** Forgets what has nothing to do and is too much. */
    private void rest(Lane lane) {
        if (!lane.isIdle()) {
            return;
        }
        idle.remove(lane);
        idle.add(lane);
        while (idle.size() > REMEMBERED) {
            lookedAt++;
            lanes.remove(idle.removeFirst().name);
        }
    }

    /** Says how many attempts a lane may begin in a second; 0 for any number. Until that is known it has one at a time. */
    void rate(String name, int perSecond) {
        Lane lane = lane(name);
        lane.perSecond = perSecond;
        queue(lane);
        rest(lane);
    }

    private void queue(Lane lane) {
        int most = lane.perSecond == UNKNOWN ? 1 : lane.kind.most;
        if (lane.queued || lane.waiting.isEmpty() || lane.running >= most) {
            return;
        }
        lane.queued = true;
        if (lane.perSecond > 0) {
            throttled.add(lane);
        } else {
            lane.kind.turns.add(lane);
        }
    }

    /** The next attempt to make now, or null. */
    @Nullable
    Job next(long nowMillis) {
        long now = nowMillis * 1_000;
        for (Lane lane = throttled.peek(); lane != null && lane.nextMicros <= now; lane = throttled.peek()) {
            throttled.remove();
            lane.kind.turns.add(lane);
        }
        Lane lane = turn();
        return lane == null ? null : begin(lane, now);
    }

    /** Lanes that nothing is known of and proven ones take turns; doubtful ones have what is left. The relay has its own. */
    private @Nullable Lane turn() {
        Kind second = first == proven ? unknown : proven;
        for (Kind kind : List.of(relay, first, second, doubtful)) {
            for (int free = free(kind); free > 0 && !kind.turns.isEmpty(); free = free(kind)) {
                lookedAt++;
                Lane lane = kind.turns.removeFirst();
                lane.queued = false;
                // A lane that gives way has attempts under way; when one ends it has a turn again.
                if (lane.running == 0 || lane.running < free / 2) {
                    first = kind == relay ? first : second;
                    return lane;
                }
            }
        }
        return null;
    }

    /** Places that a kind may take now. */
    private int free(Kind kind) {
        int own = kind.places - kind.running;
        if (kind == relay) {
            return own;
        }
        int unsure = unknown.running + doubtful.running;
        int all = Math.min(own, PLACES - RELAY_PLACES - unsure - proven.running);
        return kind == proven ? all : Math.min(all, UNSURE_PLACES - unsure);
    }

    private Job begin(Lane lane, long now) {
        lane.running++;
        lane.kind.running++;
        running++;
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
        if (lane.kind != relay) {
            know(lane, arrived ? proven : doubtful);
        }
        ended(job);
    }

    private static void know(Lane lane, Kind after) {
        Kind before = lane.kind;
        if (before == after) {
            return;
        }
        lane.kind = after;
        before.running -= lane.running;
        after.running += lane.running;
        if (before.turns.remove(lane)) {
            after.turns.add(lane);
        }
    }

    /** An attempt has ended. */
    void ended(Job job) {
        Lane lane = lane(job.lane());
        lane.running--;
        lane.kind.running--;
        running--;
        queue(lane);
        rest(lane);
    }

    /** When a throttled lane may go on, in milliseconds; {@link Long#MAX_VALUE} when none waits for time. */
    long wakeAt() {
        Lane lane = throttled.peek();
        return lane == null ? Long.MAX_VALUE : Math.ceilDiv(lane.nextMicros, 1_000);
    }

    int running() {
        return running;
    }

    /** How many lanes have been looked at since the beginning: what the work grows with. */
    long lookedAt() {
        return lookedAt;
    }

    /** How many lanes are known. */
    int size() {
        return lanes.size();
    }
}
