package io.penstock.services.dynamodb.store;

import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Item;
import org.jspecify.annotations.Nullable;

/**
 * The image of an item after a change.
 *
 * @param place see {@link ItemKey}
 * @param version of the change, grows within a partition
 * @param item null when the change removed it
 */
record Entry(Bytes place, long version, @Nullable Item item) {

    private static final int OVERHEAD = 120;

    /** Bytes of heap, about. */
    int weight() {
        return OVERHEAD + 2 * place.size() + (item == null ? 0 : 2 * item.size());
    }
}
