package io.penstock.services.sqs.queue;

import java.util.Arrays;

/** A growing list of offsets. */
final class Offsets {

    private long[] offsets = new long[10];
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long get(int i) {
        return offsets[i];
    }

    void add(long offset) {
        if (size == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * size);
        }
        offsets[size++] = offset;
    }

    long[] toArray() {
        return Arrays.copyOf(offsets, size);
    }
}
