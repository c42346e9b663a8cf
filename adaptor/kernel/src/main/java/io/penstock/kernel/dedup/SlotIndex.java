package io.penstock.kernel.dedup;

import java.util.Arrays;

/**
 * Finds rows of column tables by key: an open-addressing table of row numbers, at most half full. The keys stay in
 * the columns, so an entry costs 8
 * to 16 bytes here.
 */
public final class SlotIndex {

    /** The key columns. */
    public interface Keys {

        /** Hash of the key in that row, well mixed. */
        long hashAt(int slot);

        /** Whether the row's key is this one; {@code low} is unused by keys of one long. */
        boolean matches(int slot, long high, long low);
    }

    private static final int EMPTY = -1;
    private static final int SMALLEST = 16;

    private final Keys keys;
    private int[] table = empty(SMALLEST);
    private int size;

    public SlotIndex(Keys keys) {
        this.keys = keys;
    }

    public static long mix(long key) {
        long hash = key * 0x9E3779B97F4A7C15L;
        return hash ^ (hash >>> 32);
    }

    /** The row of a key, or -1. */
    public int find(long hash, long high, long low) {
        int mask = table.length - 1;
        for (int at = (int) hash & mask; table[at] != EMPTY; at = (at + 1) & mask) {
            if (keys.matches(table[at], high, low)) {
                return table[at];
            }
        }
        return EMPTY;
    }

    /** Adds a row whose key is not in the index. */
    public void insert(int slot) {
        if (2 * (size + 1) > table.length) {
            resize(table.length * 2);
        }
        place(slot);
        size++;
    }

    /** Removes a row; its key must still be in its columns. */
    public void remove(int slot) {
        int mask = table.length - 1;
        int hole = (int) keys.hashAt(slot) & mask;
        while (table[hole] != slot) {
            if (table[hole] == EMPTY) {
                throw new IllegalStateException("row " + slot + " is not in the index");
            }
            hole = (hole + 1) & mask;
        }
        closeGap(hole, mask);
        size--;
        if (table.length > SMALLEST && 16 * size < table.length) {
            resize(table.length / 4);
        }
    }

    /** Moves later rows of the probe chain back, so that no chain is broken and no tombstones are needed. */
    private void closeGap(int gap, int mask) {
        int hole = gap;
        for (int at = (hole + 1) & mask; table[at] != EMPTY; at = (at + 1) & mask) {
            int home = (int) keys.hashAt(table[at]) & mask;
            if (((at - home) & mask) >= ((at - hole) & mask)) {
                table[hole] = table[at];
                hole = at;
            }
        }
        table[hole] = EMPTY;
    }

    private void place(int slot) {
        int mask = table.length - 1;
        int at = (int) keys.hashAt(slot) & mask;
        while (table[at] != EMPTY) {
            at = (at + 1) & mask;
        }
        table[at] = slot;
    }

    private void resize(int length) {
        int[] old = table;
        table = empty(Math.max(SMALLEST, length));
        for (int slot : old) {
            if (slot != EMPTY) {
                place(slot);
            }
        }
    }

    private static int[] empty(int length) {
        int[] table = new int[length];
        Arrays.fill(table, EMPTY);
        return table;
    }
}
