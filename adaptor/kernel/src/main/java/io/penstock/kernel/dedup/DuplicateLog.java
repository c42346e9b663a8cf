package io.penstock.kernel.dedup;

import java.util.Arrays;

/**
 * The last duplicates that the scan found, for senders that ask about theirs: a ring of offset pairs, ascending, 16
 * bytes each, at most {@value #LIMIT}. What is below
 * the {@link #horizon} cannot be told any more.
 */
public final class DuplicateLog {

    public static final int LIMIT = 65_536;

    private static final int SMALLEST = 16;

    private long[] duplicate = new long[SMALLEST];
    private long[] original = new long[SMALLEST];
    private int head;
    private int size;
    private long horizon;

    /** Offsets below it may be duplicates that were forgotten. */
    public long horizon() {
        return horizon;
    }

    public void setHorizon(long newHorizon) {
        horizon = newHorizon;
    }

    public int size() {
        return size;
    }

    public long duplicate(int i) {
        return duplicate[(head + i) % duplicate.length];
    }

    public long original(int i) {
        return original[(head + i) % original.length];
    }

    public void add(long duplicateOffset, long originalOffset) {
        if (size == LIMIT) {
            horizon = duplicate[head] + 1;
            head = (head + 1) % duplicate.length;
            size--;
        }
        if (size == duplicate.length) {
            duplicate = unrolled(duplicate);
            original = unrolled(original);
            head = 0;
        }
        int at = (head + size) % duplicate.length;
        duplicate[at] = duplicateOffset;
        original[at] = originalOffset;
        size++;
    }

    /** The original of a record; its own offset when it is no duplicate. */
    public long originalOf(long offset) {
        int from = 0;
        int to = size - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            long found = duplicate(middle);
            if (found == offset) {
                return original(middle);
            }
            if (found < offset) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        return offset;
    }

    private long[] unrolled(long[] column) {
        long[] copy = Arrays.copyOf(column, Math.min(LIMIT, 2 * column.length));
        for (int i = 0; i < size; i++) {
            copy[i] = column[(head + i) % column.length];
        }
        return copy;
    }
}
