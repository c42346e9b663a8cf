package io.penstock.services.sqs.queue;

import io.penstock.kernel.dedup.SlotIndex;
import java.util.Arrays;

/**
 * The messages that are kept one by one, as rows of parallel columns: in flight, visible again, moving, grouped, and
 * on FIFO queues all of the window. A row
 * takes {@value #ROW_BYTES} bytes, up to a quarter more while the columns have room to grow, 4 in a heap and 8 to 16
 * in the index. Measured: 100,000 messages in
 * flight take 9.9 MB, 99 bytes each; 14.5 MB, 144 bytes each, when each is in a FIFO group of its own.
 *
 * <p>Only rows: which list, heap or lock a message belongs to is {@link Window}'s business.
 */
final class Messages {

    /** Five longs, six ints, two bytes. */
    static final int ROW_BYTES = 5 * Long.BYTES + 6 * Integer.BYTES + 2;

    /** No row, no group, not in a heap. */
    static final int NONE = -1;

    static final byte VISIBLE = 0;
    static final byte IN_FLIGHT = 1;
    /** FIFO only; delayed messages of standard queues are in {@link DelayedMessages}. */
    static final byte DELAYED = 2;

    static final byte MOVING_DEAD_LETTER = 3;
    static final byte MOVING_TASK = 4;
    /** Just added: in no list, heap or count yet. */
    static final byte NEW = 5;

    /**
     * Known from the journal, not yet reached by the scan: neither group nor age are known, so it is not handed out.
     */
    static final byte AHEAD = 1;
    /** A consumer changed its visibility: the receive can no longer be repeated by its attempt id. */
    static final byte MODIFIED = 2;
    /** FIFO only: the queue's delay does not count for it, because it has its own, or was handed out or taken before. */
    static final byte UNDELAYED = 4;
    /** More than one poll was answered with this receive, by its attempt id. */
    static final byte REPEATED = 8;

    private static final int SMALLEST = 64;

    long[] offset = new long[SMALLEST];
    long[] sentAt = new long[SMALLEST];
    /** When a lease or a delay ends. */
    long[] due = new long[SMALLEST];

    long[] firstReceived = new long[SMALLEST];
    /** When the current lease began, for the 12-hour limit. */
    long[] leased = new long[SMALLEST];

    int[] nonce = new int[SMALLEST];
    int[] receives = new int[SMALLEST];
    int[] group = new int[SMALLEST];
    int[] next = new int[SMALLEST];
    int[] previous = new int[SMALLEST];
    int[] heapPosition = new int[SMALLEST];
    byte[] status = new byte[SMALLEST];
    byte[] flags = new byte[SMALLEST];

    private final SlotIndex index = new SlotIndex(new SlotIndex.Keys() {
        @Override
        public long hashAt(int slot) {
            return SlotIndex.mix(offset[slot]);
        }

        @Override
        public boolean matches(int slot, long high, long low) {
            return offset[slot] == high;
        }
    });
    private int size;
    private int used;
    private int freeHead = NONE;

    int size() {
        return size;
    }

    /** Rows are below this number; some of them may be free, see {@link #isUsed}. */
    int rows() {
        return used;
    }

    boolean isUsed(int slot) {
        return status[slot] >= 0;
    }

    /** The row of an offset, or {@link #NONE}. */
    int find(long wanted) {
        return size == 0 ? NONE : index.find(SlotIndex.mix(wanted), wanted, 0);
    }

    /** A {@link #NEW} row that nobody received yet. */
    int add(long newOffset, long newSentAt) {
        int slot = freeHead;
        if (slot == NONE) {
            if (used == offset.length) {
                resize(used + (used >> 2));
            }
            slot = used++;
        } else {
            freeHead = next[slot];
        }
        offset[slot] = newOffset;
        sentAt[slot] = newSentAt;
        due[slot] = 0;
        firstReceived[slot] = 0;
        leased[slot] = 0;
        nonce[slot] = 0;
        receives[slot] = 0;
        group[slot] = NONE;
        next[slot] = NONE;
        previous[slot] = NONE;
        heapPosition[slot] = NONE;
        status[slot] = NEW;
        flags[slot] = 0;
        index.insert(slot);
        size++;
        return slot;
    }

    void remove(int slot) {
        index.remove(slot);
        status[slot] = -1;
        size--;
        if (size == 0) {
            used = 0;
            freeHead = NONE;
            if (offset.length > SMALLEST) {
                resize(SMALLEST);
            }
        } else {
            next[slot] = freeHead;
            freeHead = slot;
        }
    }

    boolean is(int slot, byte flag) {
        return (flags[slot] & flag) != 0;
    }

    void set(int slot, byte flag) {
        flags[slot] |= flag;
    }

    void clear(int slot, byte flag) {
        flags[slot] &= (byte) ~flag;
    }

    /** Used rows in ascending order of offsets. */
    int[] byOffset() {
        long[] offsets = new long[size];
        int count = 0;
        for (int slot = 0; slot < used; slot++) {
            if (isUsed(slot)) {
                offsets[count++] = offset[slot];
            }
        }
        Arrays.sort(offsets);
        int[] slots = new int[size];
        for (int i = 0; i < size; i++) {
            slots[i] = find(offsets[i]);
        }
        return slots;
    }

    private void resize(int length) {
        offset = Arrays.copyOf(offset, length);
        sentAt = Arrays.copyOf(sentAt, length);
        due = Arrays.copyOf(due, length);
        firstReceived = Arrays.copyOf(firstReceived, length);
        leased = Arrays.copyOf(leased, length);
        nonce = Arrays.copyOf(nonce, length);
        receives = Arrays.copyOf(receives, length);
        group = Arrays.copyOf(group, length);
        next = Arrays.copyOf(next, length);
        previous = Arrays.copyOf(previous, length);
        heapPosition = Arrays.copyOf(heapPosition, length);
        status = Arrays.copyOf(status, length);
        flags = Arrays.copyOf(flags, length);
    }
}
