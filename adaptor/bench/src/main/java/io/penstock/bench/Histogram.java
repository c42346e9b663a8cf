package io.penstock.bench;

import java.util.Arrays;

/** Latencies of one caller or of many, kept exactly: runs are bounded, so are the arrays. */
final class Histogram {

    private long[] nanos = new long[1024];
    private int size;

    void add(long value) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, size * 2);
        }
        nanos[size++] = value;
    }

    synchronized void addAll(Histogram other) {
        for (int i = 0; i < other.size; i++) {
            add(other.nanos[i]);
        }
    }

    int count() {
        return size;
    }

    /** The quantile in milliseconds; 0 when nothing was measured. */
    double millis(double quantile) {
        if (size == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        return sorted[Math.min(size - 1, (int) (size * quantile))] / 1e6;
    }
}
