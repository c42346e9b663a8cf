package io.penstock.services.sqs.queue;

import io.penstock.services.sqs.queue.QueueProtocol.Scanned;

/**
 * The messages between the first that is not deleted and the last that the window has taken in, and what each may do now. Standard queues keep plain
 * visible messages as {@link ReadyRuns} and delayed ones as {@link DelayedMessages}; everything else, and all of a FIFO queue, is a row of {@link Messages}.
 *
 * <p>Invariants: a row is in the heap exactly when it is in flight or delayed; a FIFO row is in its group's list
 * unless it is ahead of the scan; a standard row is in
 * its group's list exactly when it is visible and not ahead of the scan.
 */
final class Window {

    /** A time nobody knows. */
    static final long UNKNOWN = -1;

    private static final int ONE_BY_ONE = 64;

    final boolean fifo;
    final Messages messages = new Messages();
    final DueHeap heap = new DueHeap(messages);
    final Groups groups;
    final ReadyRuns runs = new ReadyRuns();
    final DelayedMessages delayed = new DelayedMessages();

    /** DelaySeconds of a FIFO queue as last told; not in snapshots, because an owner is told when it begins. */
    private long delayMillis = UNKNOWN;

    private int visible;
    private int inFlight;
    private int delayedRows;
    private int moving;
    private int ahead;

    Window(boolean fifo) {
        this.fifo = fifo;
        this.groups = new Groups(messages, fifo);
    }

    int inFlight() {
        return inFlight;
    }

    int moving() {
        return moving;
    }

    /** Rows that are not ahead of the scan. */
    int arrived() {
        return messages.size() - ahead;
    }

    long visible() {
        return runs.count() + visible;
    }

    long delayedCount() {
        return (long) delayedRows + delayed.size();
    }

    boolean isEmpty() {
        return messages.size() == 0 && runs.count() == 0 && delayed.isEmpty();
    }

    /** Takes in a message that nobody received yet. */
    void enter(Scanned record, long now) {
        if (!fifo && record.dueMillis() > now) {
            delayed.add(record.offset(), record.sentMillis(), record.dueMillis(), record.group());
        } else if (!fifo) {
            enterVisible(record.offset(), record.sentMillis(), record.group());
        } else {
            int slot = messages.add(record.offset(), record.sentMillis());
            messages.group[slot] = groups.of(record.group());
            if (record.dueMillis() == Scanned.BY_QUEUE) {
                messages.due[slot] = record.sentMillis() + Math.max(0, delayMillis);
            } else {
                messages.due[slot] = record.dueMillis();
                endQueueDelay(slot);
            }
            groups.append(slot);
            become(slot, messages.due[slot] > now ? Messages.DELAYED : Messages.VISIBLE);
        }
    }

    boolean isDelayedBy(long millis) {
        return !fifo || delayMillis == millis;
    }

    /** Tells the delay of a FIFO queue. It counts for what waits already and nobody had yet, too. Linear when it changed. */
    void delayBy(long millis, long now) {
        if (isDelayedBy(millis)) {
            return;
        }
        delayMillis = millis;
        for (int slot = 0; slot < messages.rows(); slot++) {
            if (messages.isUsed(slot) && followsQueue(slot)) {
                become(slot, Messages.VISIBLE);
                messages.due[slot] = messages.sentAt[slot] + millis;
                if (messages.due[slot] > now) {
                    become(slot, Messages.DELAYED);
                }
            }
        }
    }

    private boolean followsQueue(int slot) {
        byte status = messages.status[slot];
        return (status == Messages.VISIBLE || status == Messages.DELAYED)
                && messages.receives[slot] == 0
                && !messages.is(slot, Messages.AHEAD)
                && !messages.is(slot, Messages.UNDELAYED);
    }

    /** Adds a row for a message that the scan has not reached: only its offset is known. */
    int addAhead(long offset) {
        int slot = messages.add(offset, UNKNOWN);
        markAhead(slot);
        endQueueDelay(slot);
        return slot;
    }

    /** For a row that is in no group yet. */
    void markAhead(int slot) {
        messages.set(slot, Messages.AHEAD);
        ahead++;
    }

    /** The scan has reached a row that was ahead of it. */
    void arrive(int slot, long sentAt, long group) {
        messages.clear(slot, Messages.AHEAD);
        ahead--;
        messages.sentAt[slot] = sentAt;
        int row = groups.of(group);
        messages.group[slot] = row;
        byte status = messages.status[slot];
        if (isOut(status)) {
            groups.countInFlight(row, 1);
        }
        if (fifo || status == Messages.VISIBLE) {
            groups.append(slot);
        }
    }

    /**
     * The row of a message that is to be handed out or moved, made if it was only part of a run or delayed;
     * {@link Messages#NONE} when the window does not have
     * it.
     */
    int hold(long offset, long now) {
        int slot = messages.find(offset);
        if (slot != Messages.NONE) {
            endQueueDelay(slot);
            return slot;
        }
        long sentAt = runs.remove(offset);
        if (sentAt == ReadyRuns.ABSENT) {
            endDelays(now, Integer.MAX_VALUE);
            slot = messages.find(offset);
            if (slot != Messages.NONE) {
                return slot;
            }
            sentAt = runs.remove(offset);
        }
        if (sentAt == ReadyRuns.ABSENT) {
            return Messages.NONE;
        }
        slot = messages.add(offset, sentAt);
        messages.group[slot] = groups.of(GroupHash.NONE);
        return slot;
    }

    /** Puts a row in flight, or moves the end of its lease. */
    void lease(int slot, long visibleAt) {
        messages.due[slot] = visibleAt;
        if (messages.status[slot] == Messages.IN_FLIGHT) {
            heap.put(slot);
        } else {
            become(slot, Messages.IN_FLIGHT);
        }
    }

    /** Changes what a row may do, with every list, heap and count that depends on it. */
    void become(int slot, byte status) {
        byte before = messages.status[slot];
        boolean unreached = messages.is(slot, Messages.AHEAD);
        leave(slot, before, unreached);
        messages.status[slot] = status;
        switch (status) {
            case Messages.VISIBLE -> visible++;
            case Messages.IN_FLIGHT -> inFlight++;
            case Messages.DELAYED -> delayedRows++;
            case Messages.MOVING_DEAD_LETTER, Messages.MOVING_TASK -> moving++;
            default -> throw new IllegalStateException("no status for a message: " + status);
        }
        if (status == Messages.IN_FLIGHT || status == Messages.DELAYED) {
            heap.put(slot);
        }
        if (!unreached) {
            int change = (isOut(status) ? 1 : 0) - (isOut(before) ? 1 : 0);
            if (change != 0) {
                groups.countInFlight(messages.group[slot], change);
            }
            if (fifo) {
                groups.refresh(messages.group[slot]);
            } else if (status == Messages.VISIBLE) {
                groups.append(slot);
            }
        }
    }

    /** Forgets a row. */
    void remove(int slot) {
        byte status = messages.status[slot];
        boolean unreached = messages.is(slot, Messages.AHEAD);
        leave(slot, status, unreached);
        if (unreached) {
            ahead--;
        } else {
            int group = messages.group[slot];
            if (fifo) {
                groups.unlink(slot);
            }
            if (isOut(status)) {
                groups.countInFlight(group, -1);
            }
            groups.release(group);
        }
        messages.remove(slot);
    }

    /** Forgets every message between, both ends inclusive. */
    void removeBetween(long first, long last) {
        runs.removeBetween(first, last);
        if (!delayed.isEmpty()) {
            delayed.removeIf(at -> delayed.offset(at) >= first && delayed.offset(at) <= last);
        }
        if (last - first < ONE_BY_ONE) {
            for (long offset = first; offset <= last; offset++) {
                int slot = messages.find(offset);
                if (slot != Messages.NONE) {
                    remove(slot);
                }
            }
            return;
        }
        for (int slot = 0; slot < messages.rows(); slot++) {
            if (messages.isUsed(slot) && messages.offset[slot] >= first && messages.offset[slot] <= last) {
                remove(slot);
            }
        }
    }

    /** Ends leases and delays that are due by then, each at most so many. */
    void settle(long now, int atMost) {
        for (int i = 0; i < atMost && !heap.isEmpty() && messages.due[heap.first()] <= now; i++) {
            become(heap.first(), Messages.VISIBLE);
        }
        endDelays(now, atMost);
    }

    /** Whether the row may be handed out at that time, as far as it alone is concerned. */
    boolean isVisible(int slot, long now) {
        byte status = messages.status[slot];
        boolean waits = status == Messages.IN_FLIGHT || status == Messages.DELAYED;
        return status == Messages.VISIBLE || (waits && messages.due[slot] <= now);
    }

    /** Whether the row is leased to a consumer at that time. */
    boolean isLeased(int slot, long now) {
        return messages.status[slot] == Messages.IN_FLIGHT && messages.due[slot] > now;
    }

    boolean isMoving(int slot) {
        byte status = messages.status[slot];
        return status == Messages.MOVING_DEAD_LETTER || status == Messages.MOVING_TASK;
    }

    /** The lowest offset the window has, or {@code Long.MAX_VALUE}. Linear in rows and delayed messages. */
    long lowest() {
        long lowest = runs.runs() == 0 ? Long.MAX_VALUE : runs.first(0);
        for (int slot = 0; slot < messages.rows(); slot++) {
            if (messages.isUsed(slot)) {
                lowest = Math.min(lowest, messages.offset[slot]);
            }
        }
        for (int at = 0; at < delayed.size(); at++) {
            lowest = Math.min(lowest, delayed.offset(at));
        }
        return lowest;
    }

    /** When the oldest message was sent, or {@code Long.MAX_VALUE}. Linear. Messages that are moving do not age. */
    long oldestSentAt() {
        long oldest = oldestRowSentAt();
        for (int run = 0; run < runs.runs(); run++) {
            oldest = Math.min(oldest, runs.oldestSentAt(run));
        }
        return oldest;
    }

    /** By when the first of the messages was sent that {@link #sentBy} will find, or {@code Long.MAX_VALUE}. Linear. */
    long firstToExpire() {
        long first = oldestRowSentAt();
        for (int run = 0; run < runs.runs(); run++) {
            first = Math.min(first, runs.sentAt(run));
        }
        return first;
    }

    /** Messages sent at or before that time. Linear. */
    OffsetRanges sentBy(long time) {
        OffsetRanges found = new OffsetRanges();
        for (int run = 0; run < runs.runs(); run++) {
            if (runs.sentAt(run) <= time) {
                found.add(runs.first(run), runs.last(run));
            }
        }
        for (int slot = 0; slot < messages.rows(); slot++) {
            long sentAt = messages.sentAt[slot];
            if (messages.isUsed(slot) && sentAt != UNKNOWN && sentAt <= time && !isMoving(slot)) {
                found.add(messages.offset[slot]);
            }
        }
        for (int at = 0; at < delayed.size(); at++) {
            if (delayed.sentAt(at) <= time) {
                found.add(delayed.offset(at));
            }
        }
        return found;
    }

    private long oldestRowSentAt() {
        long oldest = Long.MAX_VALUE;
        for (int slot = 0; slot < messages.rows(); slot++) {
            if (messages.isUsed(slot) && messages.sentAt[slot] != UNKNOWN && !isMoving(slot)) {
                oldest = Math.min(oldest, messages.sentAt[slot]);
            }
        }
        for (int at = 0; at < delayed.size(); at++) {
            oldest = Math.min(oldest, delayed.sentAt(at));
        }
        return oldest;
    }

    /** Takes in a visible message of a standard queue. */
    private void enterVisible(long offset, long sentAt, long group) {
        if (group == GroupHash.NONE && runs.isBehindAll(offset)) {
            runs.append(offset, sentAt);
            return;
        }
        int slot = messages.add(offset, sentAt);
        messages.group[slot] = groups.of(group);
        become(slot, Messages.VISIBLE);
    }

    private void endDelays(long now, int atMost) {
        for (int i = 0; i < atMost && !delayed.isEmpty() && delayed.due(0) <= now; i++) {
            long offset = delayed.offset(0);
            long sentAt = delayed.sentAt(0);
            long group = delayed.group(0);
            delayed.removeFirst();
            enterVisible(offset, sentAt, group);
        }
    }

    private void leave(int slot, byte status, boolean unreached) {
        switch (status) {
            case Messages.NEW -> {}
            case Messages.VISIBLE -> {
                visible--;
                if (!fifo && !unreached) {
                    groups.unlink(slot);
                }
            }
            case Messages.IN_FLIGHT -> {
                inFlight--;
                heap.remove(slot);
            }
            case Messages.DELAYED -> {
                delayedRows--;
                heap.remove(slot);
            }
            case Messages.MOVING_DEAD_LETTER, Messages.MOVING_TASK -> moving--;
            default -> throw new IllegalStateException("message " + messages.offset[slot] + " has status " + status);
        }
    }

    /** From now on the queue's delay does not concern the row. */
    private void endQueueDelay(int slot) {
        if (fifo) {
            messages.set(slot, Messages.UNDELAYED);
        }
    }

    private static boolean isOut(byte status) {
        return status == Messages.IN_FLIGHT || status == Messages.MOVING_DEAD_LETTER || status == Messages.MOVING_TASK;
    }
}
