package io.penstock.services.sqs.queue;

import io.penstock.kernel.dedup.SlotIndex;
import java.util.Arrays;

/**
 * Message groups as rows of columns, 32 bytes each plus 8 to 16 in the index, and the messages of each as a list
 * through {@link Messages#next}.
 *
 * <p>FIFO: a group's list holds all its messages in the order of offsets, and the group has a turn while the first of
 * them is visible. Standard: the list holds its
 * visible messages only, and the group has a turn while there are any. Groups have their turns in the order in which
 * they got them, so none is
 * starved.
 */
final class Groups {

    private static final int NONE = Messages.NONE;
    private static final int NO_TURN = -2;
    private static final int SMALLEST = 16;

    /** In flight, a group below this is never noisy: small queues have no noisy neighbours. */
    static final int NOISY_FLOOR = 10;

    private final Messages messages;
    private final boolean fifo;

    long[] hash = new long[SMALLEST];
    int[] head = new int[SMALLEST];
    int[] tail = new int[SMALLEST];
    int[] count = new int[SMALLEST];
    int[] inFlight = new int[SMALLEST];
    private int[] nextTurn = new int[SMALLEST];
    private int[] previousTurn = new int[SMALLEST];

    private final SlotIndex index = new SlotIndex(new SlotIndex.Keys() {
        @Override
        public long hashAt(int slot) {
            return SlotIndex.mix(hash[slot]);
        }

        @Override
        public boolean matches(int slot, long high, long low) {
            return hash[slot] == high;
        }
    });
    private int size;
    private int used;
    private int freeHead = NONE;
    private int firstTurn = NONE;
    private int lastTurn = NONE;
    private long reach;
    private int groupsInFlight;
    private long messagesInFlight;

    Groups(Messages messages, boolean fifo) {
        this.messages = messages;
        this.fifo = fifo;
    }

    /**
     * Groups with a visible message or one in flight; the messages without a group of a standard queue count as one.
     */
    int size() {
        return size;
    }

    /** The group that has the first turn, or {@link Messages#NONE}. */
    int firstTurn() {
        return firstTurn;
    }

    /** The group whose turn comes after that one's. */
    int turnAfter(int group) {
        return nextTurn[group];
    }

    boolean hasTurn(int group) {
        return previousTurn[group] != NO_TURN;
    }

    /** Messages of all groups that have a turn: about as many as can be handed out soon. */
    long reach() {
        return reach;
    }

    int groupsInFlight() {
        return groupsInFlight;
    }

    /**
     * Whether a group of a fair queue has a disproportionate share of what is in flight: at least
     * {@value #NOISY_FLOOR} messages, and more than 2/(n+1) of
     * all grouped messages in flight, n being the number of groups. One group alone is never noisy; of two, one with
     * more than two thirds is; of many, one with
     * more than about twice its even share.
     */
    boolean isNoisy(int group) {
        return hash[group] != GroupHash.NONE
                && inFlight[group] >= NOISY_FLOOR
                && (long) inFlight[group] * (size + 1) > 2 * messagesInFlight;
    }

    int countNoisy() {
        int noisy = 0;
        for (int group = 0; group < used; group++) {
            if (count[group] >= 0 && isNoisy(group)) {
                noisy++;
            }
        }
        return noisy;
    }

    /** The row of a group, made if need be. A row without messages must be {@link #release released}. */
    int of(long wanted) {
        int found = index.find(SlotIndex.mix(wanted), wanted, 0);
        return found == NONE ? add(wanted) : found;
    }

    /** Puts a message last into its group's list. */
    void append(int slot) {
        int group = messages.group[slot];
        int last = tail[group];
        messages.previous[slot] = last;
        messages.next[slot] = NONE;
        if (last == NONE) {
            head[group] = slot;
        } else {
            messages.next[last] = slot;
        }
        tail[group] = slot;
        count[group]++;
        reach += hasTurn(group) ? 1 : 0;
        refresh(group);
    }

    /** Takes a message out of its group's list. The group loses its place among the turns to those that wait. */
    void unlink(int slot) {
        int group = messages.group[slot];
        int before = messages.previous[slot];
        int after = messages.next[slot];
        if (before == NONE) {
            head[group] = after;
        } else {
            messages.next[before] = after;
        }
        if (after == NONE) {
            tail[group] = before;
        } else {
            messages.previous[after] = before;
        }
        messages.next[slot] = NONE;
        messages.previous[slot] = NONE;
        endTurn(group);
        count[group]--;
        refresh(group);
    }

    /** Gives the group a turn, or takes it away, after the visibility of a message in its list has changed. */
    void refresh(int group) {
        boolean due = head[group] != NONE && messages.status[head[group]] == Messages.VISIBLE;
        if (due && !hasTurn(group)) {
            beginTurn(group);
        } else if (!due && hasTurn(group)) {
            endTurn(group);
        }
    }

    /** Counts a message that goes in flight (1) or comes back (-1). */
    void countInFlight(int group, int change) {
        int before = inFlight[group];
        inFlight[group] = before + change;
        if (hash[group] != GroupHash.NONE) {
            messagesInFlight += change;
            groupsInFlight += before == 0 ? 1 : before + change == 0 ? -1 : 0;
        }
    }

    /** Forgets the group if it has no messages left. */
    void release(int group) {
        if (count[group] == 0 && inFlight[group] == 0) {
            index.remove(group);
            count[group] = NONE;
            nextTurn[group] = freeHead;
            freeHead = group;
            size--;
        }
    }

    boolean isFifo() {
        return fifo;
    }

    private void beginTurn(int group) {
        previousTurn[group] = lastTurn;
        nextTurn[group] = NONE;
        if (lastTurn == NONE) {
            firstTurn = group;
        } else {
            nextTurn[lastTurn] = group;
        }
        lastTurn = group;
        reach += count[group];
    }

    private void endTurn(int group) {
        if (!hasTurn(group)) {
            return;
        }
        int before = previousTurn[group];
        int after = nextTurn[group];
        if (before == NONE) {
            firstTurn = after;
        } else {
            nextTurn[before] = after;
        }
        if (after == NONE) {
            lastTurn = before;
        } else {
            previousTurn[after] = before;
        }
        previousTurn[group] = NO_TURN;
        nextTurn[group] = NONE;
        reach -= count[group];
    }

    private int add(long newHash) {
        int group = freeHead;
        if (group == NONE) {
            if (used == hash.length) {
                grow(used + (used >> 2));
            }
            group = used++;
        } else {
            freeHead = nextTurn[group];
        }
        hash[group] = newHash;
        head[group] = NONE;
        tail[group] = NONE;
        count[group] = 0;
        inFlight[group] = 0;
        nextTurn[group] = NONE;
        previousTurn[group] = NO_TURN;
        index.insert(group);
        size++;
        return group;
    }

    private void grow(int length) {
        hash = Arrays.copyOf(hash, length);
        head = Arrays.copyOf(head, length);
        tail = Arrays.copyOf(tail, length);
        count = Arrays.copyOf(count, length);
        inFlight = Arrays.copyOf(inFlight, length);
        nextTurn = Arrays.copyOf(nextTurn, length);
        previousTurn = Arrays.copyOf(previousTurn, length);
    }
}
