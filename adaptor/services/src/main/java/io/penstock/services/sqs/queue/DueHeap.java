package io.penstock.services.sqs.queue;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Rows of {@link Messages} by {@code due}, earliest first, ties by offset: a binary heap that knows each row's place
 * in it.
 */
final class DueHeap {

    /** Places kept when the heap runs empty. */
    private static final int KEPT = 64;

    private final Messages messages;
    private int[] heap = new int[KEPT];
    private int size;

    DueHeap(Messages messages) {
        this.messages = messages;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The row that is due first. */
    int first() {
        return heap[0];
    }

    /** Adds a row, or moves it after its {@code due} has changed. */
    void put(int slot) {
        int at = messages.heapPosition[slot];
        if (at == Messages.NONE) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size + (size >> 1));
            }
            at = size++;
            place(slot, at);
        }
        siftUp(at);
        siftDown(messages.heapPosition[slot]);
    }

    /** Removes a row if it is there. */
    void remove(int slot) {
        int at = messages.heapPosition[slot];
        if (at == Messages.NONE) {
            return;
        }
        messages.heapPosition[slot] = Messages.NONE;
        int moved = heap[--size];
        if (moved != slot) {
            place(moved, at);
            siftUp(at);
            siftDown(messages.heapPosition[moved]);
        }
        if (size == 0 && heap.length > KEPT) {
            heap = new int[KEPT];
        }
    }

    /** Visits rows that are due by {@code now}, in no order, until the visitor has enough. */
    void forEachDue(long now, IntPredicate visitor) {
        visit(0, now, visitor);
    }

    private boolean visit(int at, long now, IntPredicate visitor) {
        if (at >= size || messages.due[heap[at]] > now) {
            return true;
        }
        return visitor.test(heap[at]) && visit(2 * at + 1, now, visitor) && visit(2 * at + 2, now, visitor);
    }

    private void siftUp(int from) {
        int at = from;
        int slot = heap[at];
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!isBefore(slot, heap[parent])) {
                break;
            }
            place(heap[parent], at);
            at = parent;
        }
        place(slot, at);
    }

    private void siftDown(int from) {
        int at = from;
        int slot = heap[at];
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], slot)) {
                break;
            }
            place(heap[child], at);
            at = child;
        }
        place(slot, at);
    }

    private boolean isBefore(int a, int b) {
        long dueA = messages.due[a];
        long dueB = messages.due[b];
        return dueA != dueB ? dueA < dueB : messages.offset[a] < messages.offset[b];
    }

    private void place(int slot, int at) {
        heap[at] = slot;
        messages.heapPosition[slot] = at;
    }
}
