package io.penstock.services.dynamodb.store;

import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Item;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction will do to a partition.
 *
 * @param atMillis when it was prepared
 */
record PreparedWrites(TransactionId id, long atMillis, List<Write> writes) {

    PreparedWrites {
        writes = List.copyOf(writes);
    }

    /**
     * @param changes false for a mere check of a condition
     * @param item the new image; null when the item will be removed, or was only checked
     * @param sizeBefore as in {@link PartitionEvent.Changed}
     */
    record Write(Bytes place, boolean changes, @Nullable Item item, int sizeBefore) {

        /** Bytes as AWS counts them: the larger of what is there and what will be. */
        int bytes() {
            return Math.max(item == null ? 0 : item.size(), Math.max(0, sizeBefore));
        }
    }

    /** Bytes of heap, about. */
    long weight() {
        return writes.stream()
                .mapToLong(write -> 160L
                        + 2L * write.place().size()
                        + 2L * (write.item() == null ? 0 : write.item().size()))
                .sum();
    }
}
