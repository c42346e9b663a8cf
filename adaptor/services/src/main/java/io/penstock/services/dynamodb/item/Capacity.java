package io.penstock.services.dynamodb.item;

import io.penstock.services.dynamodb.rules.DynamoLimits;

/**
 * Capacity units as AWS reckons them.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html">Read and write operations</a>
 */
public final class Capacity {

    private Capacity() {}

    /**
     * Of reading one item, or the items of one page together.
     *
     * @param bytes of what was read, filtered out or not; what is not there costs as much as one byte
     * @param mode how it was read
     */
    public static double read(long bytes, ReadMode mode) {
        long units = Math.max(1, Math.ceilDiv(bytes, (long) DynamoLimits.READ_UNIT_BYTES));
        return switch (mode) {
            case EVENTUAL -> units / 2.0;
            case CONSISTENT -> units;
            case TRANSACTIONAL -> units * 2.0;
        };
    }

    /**
     * Of writing one item: the larger of what was there and what is there counts.
     *
     * @param transactional whether a transaction wrote it, which costs twice as much
     */
    public static double write(int bytesBefore, int bytesAfter, boolean transactional) {
        int bytes = Math.max(bytesBefore, bytesAfter);
        long units = Math.max(1, Math.ceilDiv(bytes, DynamoLimits.WRITE_UNIT_BYTES));
        return transactional ? units * 2.0 : units;
    }

    /**
     * Of keeping one index up to date with one write. What changes its key is deleted and put again.
     *
     * @param before the entry that was there, or the empty item
     * @param after the entry that is there, or the empty item
     */
    public static double indexWrite(KeySchema index, Item before, Item after, boolean transactional) {
        if (before.equals(after)) {
            return 0;
        }
        boolean moved = !before.isEmpty()
                && !after.isEmpty()
                && !index.sparseKeyOf(before).equals(index.sparseKeyOf(after));
        return moved
                ? write(before.size(), 0, transactional) + write(0, after.size(), transactional)
                : write(before.size(), after.size(), transactional);
    }

    /** How an item is read. */
    public enum ReadMode {
        EVENTUAL,
        CONSISTENT,
        TRANSACTIONAL
    }
}
