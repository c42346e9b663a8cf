package io.penstock.services.sqs.queue;

/**
 * Chooses, without changing anything, what a receive or a move task gets next. Rules:
 *
 * <ul>
 *   <li>FIFO: groups in the order of their turns; of a group its messages in order, up to the first that is not
 * visible. So a group is locked while its first
 *       message is in flight or moving, and after a partial timeout only what lies before the first message still in
 *     flight can be had.
 *   <li>Standard: by turns first the plain messages in order and first the groups. Messages that were received before
 * count as one group. Groups give one message each in
 *       rotation, quiet groups before {@linkplain Groups#isNoisy noisy} ones. A noisy group that waits has its
 *     messages in flight come to an end, is quiet
 *       then, and has its turn: nobody starves.
 *   <li>Messages past retention are to be dropped; messages received too often are to be moved, and lock their FIFO
 * group meanwhile.
 * </ul>
 */
final class Selection {

    /**
     * What to choose.
     *
     * @param room how many messages at most
     * @param maxReceiveCount 0 for no limit
     * @param retentionMillis 0 for no limit
     * @param beforeOffset only messages below it
     */
    record Wanted(int room, int maxReceiveCount, long retentionMillis, long beforeOffset) {}

    /**
     * Candidates looked at in one decision, so that it stays short; what is dropped or moved makes way for the next.
     */
    private static final int EXAMINED_LIMIT = 1_000;

    private static final int MOVED_LIMIT = 100;
    private static final int GROUPS_LIMIT = 64;
    private static final int TURNS_LIMIT = 256;

    /** Rows from which on a standard queue hands out returned messages first, which bounds their number. */
    private static final int MANY_ROWS = 60_000;

    private final Window window;
    private final Messages messages;
    private final Groups groups;
    private final long now;
    private final Wanted wanted;

    private final Offsets picked = new Offsets();
    private final Offsets exhausted = new Offsets();
    private final OffsetRanges expired = new OffsetRanges();
    private int examined;

    private Selection(Window window, long now, Wanted wanted) {
        this.window = window;
        this.messages = window.messages;
        this.groups = window.groups;
        this.now = now;
        this.wanted = wanted;
    }

    /** Chooses from a state at a time. */
    static Selection of(QueueState state, long now, Wanted wanted) {
        Selection selection = new Selection(state.window, now, wanted);
        if (state.window.fifo) {
            selection.fifo();
        } else {
            selection.standard((state.receives & 1) == 1 || state.window.messages.size() > MANY_ROWS);
        }
        return selection;
    }

    /** To hand out, in this order. */
    Offsets picked() {
        return picked;
    }

    /** Received as often as allowed: to the dead-letter queue. */
    Offsets exhausted() {
        return exhausted;
    }

    /** Past retention: to be dropped. */
    OffsetRanges expired() {
        return expired;
    }

    private void fifo() {
        for (int group = groups.firstTurn(); group != Messages.NONE && wantsMore(); group = groups.turnAfter(group)) {
            inOrder(group);
        }
        if (wantsMore()) {
            window.heap.forEachDue(now, slot -> {
                examined++;
                int group = messages.is(slot, Messages.AHEAD) ? Messages.NONE : messages.group[slot];
                if (group != Messages.NONE && groups.head[group] == slot) {
                    inOrder(group);
                }
                return wantsMore();
            });
        }
    }

    private void inOrder(int group) {
        int slot = groups.head[group];
        while (slot != Messages.NONE && wantsMore() && window.isVisible(slot, now)) {
            if (!consider(slot)) {
                return;
            }
            slot = messages.next[slot];
        }
    }

    private void standard(boolean groupsFirst) {
        if (groupsFirst) {
            inRotation(false);
            inRotation(true);
            plain();
        } else {
            plain();
            inRotation(false);
            inRotation(true);
        }
        if (wantsMore()) {
            window.heap.forEachDue(now, slot -> {
                if (!messages.is(slot, Messages.AHEAD)) {
                    consider(slot);
                }
                return wantsMore();
            });
        }
        if (wantsMore()) {
            window.delayed.forEachDue(now, at -> {
                choose(window.delayed.offset(at), window.delayed.sentAt(at));
                return wantsMore();
            });
        }
    }

    private void plain() {
        ReadyRuns runs = window.runs;
        for (int run = 0; run < runs.runs() && wantsMore() && runs.first(run) < wanted.beforeOffset(); run++) {
            if (isExpired(runs.sentAt(run))) {
                examined++;
                expired.add(runs.first(run), runs.last(run));
                continue;
            }
            long last = Math.min(runs.last(run), wanted.beforeOffset() - 1);
            for (long at = runs.first(run); at <= last && wantsMore(); at++) {
                choose(at, runs.sentAt(run));
            }
        }
    }

    private void inRotation(boolean noisy) {
        if (!wantsMore() || groups.firstTurn() == Messages.NONE) {
            return;
        }
        int[] next = new int[Math.min(GROUPS_LIMIT, groups.size())];
        int some = 0;
        int turns = 0;
        for (int group = groups.firstTurn();
                group != Messages.NONE && turns < TURNS_LIMIT && some < next.length;
                group = groups.turnAfter(group)) {
            turns++;
            if (groups.isNoisy(group) == noisy) {
                next[some++] = groups.head[group];
            }
        }
        boolean more = true;
        while (more) {
            more = false;
            for (int i = 0; i < some && wantsMore(); i++) {
                if (next[i] != Messages.NONE) {
                    consider(next[i]);
                    next[i] = messages.next[next[i]];
                    more = true;
                }
            }
        }
    }

    /** Whether the next message of its group may still be had. */
    private boolean consider(int slot) {
        long offset = messages.offset[slot];
        if (offset < wanted.beforeOffset()
                && wanted.maxReceiveCount() > 0
                && messages.receives[slot] >= wanted.maxReceiveCount()
                && !isExpired(messages.sentAt[slot])) {
            examined++;
            exhausted.add(offset);
            return false;
        }
        return choose(offset, messages.sentAt[slot]);
    }

    private boolean choose(long offset, long sentAt) {
        examined++;
        if (offset >= wanted.beforeOffset()) {
            return false;
        }
        if (isExpired(sentAt)) {
            expired.add(offset);
        } else {
            picked.add(offset);
        }
        return true;
    }

    private boolean isExpired(long sentAt) {
        return wanted.retentionMillis() > 0 && sentAt + wanted.retentionMillis() <= now;
    }

    private boolean wantsMore() {
        return picked.size() < wanted.room() && examined < EXAMINED_LIMIT && exhausted.size() < MOVED_LIMIT;
    }
}
