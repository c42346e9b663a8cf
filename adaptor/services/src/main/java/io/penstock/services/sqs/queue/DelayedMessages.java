package io.penstock.services.sqs.queue;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Delayed messages of a standard queue that nobody received yet, earliest due first: a binary heap of four parallel
 * columns, 32 bytes a message, up to a quarter more
 * while the columns have room to grow. Measured: 40 bytes each.
 */
final class DelayedMessages {

    private static final int SMALLEST = 64;

    private long[] due = new long[SMALLEST];
    private long[] offset = new long[SMALLEST];
    private long[] sentAt = new long[SMALLEST];
    private long[] group = new long[SMALLEST];
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long due(int at) {
        return due[at];
    }

    long offset(int at) {
        return offset[at];
    }

    long sentAt(int at) {
        return sentAt[at];
    }

    long group(int at) {
        return group[at];
    }

    void add(long newOffset, long newSentAt, long newDue, long newGroup) {
        if (size == due.length) {
            resize(size + (size >> 2));
        }
        offset[size] = newOffset;
        sentAt[size] = newSentAt;
        due[size] = newDue;
        group[size] = newGroup;
        siftUp(size++);
    }

    /** Removes the entry that is due first, which is at place 0. */
    void removeFirst() {
        size--;
        if (size > 0) {
            swap(0, size);
            siftDown(0);
        }
        if (size == 0 && due.length > SMALLEST) {
            resize(SMALLEST);
        }
    }

    /** Removes the entries at the places that the test names. Linear. */
    void removeIf(IntPredicate gone) {
        int kept = 0;
        for (int at = 0; at < size; at++) {
            if (!gone.test(at)) {
                offset[kept] = offset[at];
                sentAt[kept] = sentAt[at];
                due[kept] = due[at];
                group[kept] = group[at];
                kept++;
            }
        }
        size = kept;
        for (int at = size / 2 - 1; at >= 0; at--) {
            siftDown(at);
        }
    }

    /** Visits places that are due by {@code now}, in no order, until the visitor has enough. */
    void forEachDue(long now, IntPredicate visitor) {
        visit(0, now, visitor);
    }

    private boolean visit(int at, long now, IntPredicate visitor) {
        if (at >= size || due[at] > now) {
            return true;
        }
        return visitor.test(at) && visit(2 * at + 1, now, visitor) && visit(2 * at + 2, now, visitor);
    }

    private void siftUp(int from) {
        int at = from;
        while (at > 0 && isBefore(at, (at - 1) >>> 1)) {
            swap(at, (at - 1) >>> 1);
            at = (at - 1) >>> 1;
        }
    }

    private void siftDown(int from) {
        int at = from;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && isBefore(child + 1, child)) {
                child++;
            }
            if (!isBefore(child, at)) {
                return;
            }
            swap(at, child);
            at = child;
        }
    }

    private boolean isBefore(int a, int b) {
        return due[a] != due[b] ? due[a] < due[b] : offset[a] < offset[b];
    }

    private void swap(int a, int b) {
        swap(due, a, b);
        swap(offset, a, b);
        swap(sentAt, a, b);
        swap(group, a, b);
    }

    private static void swap(long[] column, int a, int b) {
        long kept = column[a];
        column[a] = column[b];
        column[b] = kept;
    }

    private void resize(int length) {
        due = Arrays.copyOf(due, length);
        offset = Arrays.copyOf(offset, length);
        sentAt = Arrays.copyOf(sentAt, length);
        group = Arrays.copyOf(group, length);
    }
}
