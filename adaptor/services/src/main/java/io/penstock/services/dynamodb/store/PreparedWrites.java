package io.penstock.services.dynamodb.store;

import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Item;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction will do to a partition.
 *
 * @param coordinator key of the aggregate that decides
 * @param atMillis when it was prepared
 */
record PreparedWrites(String transaction, String coordinator, long atMillis, List<Write> writes) {

    PreparedWrites {
        writes = List.copyOf(writes);
    }

    /**
     * @param changes false for a mere check of a condition
     * @param item the new image; null when the item will be removed, or was only checked
     * @param sizeBefore as in {@link PartitionEvent.Changed}
     */
    record Write(Bytes place, boolean changes, @Nullable Item item, int sizeBefore) {}
}
