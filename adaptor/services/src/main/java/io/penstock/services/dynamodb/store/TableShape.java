package io.penstock.services.dynamodb.store;

import io.penstock.services.dynamodb.expression.KeyGuard;
import io.penstock.services.dynamodb.item.KeySchema;
import io.penstock.services.dynamodb.item.SecondaryIndex;
import io.penstock.services.dynamodb.item.SecondaryIndex.Projected;
import java.util.List;
import java.util.Optional;

/**
 * What a partition must know of its table.
 *
 * @param id of one creation of the table: 16 bytes in hexadecimal
 * @param topic the table's compacted topic
 * @param partition the number of this partition, also in the topic
 */
public record TableShape(String id, String topic, int partition, KeySchema key, List<IndexShape> indexes) {

    public TableShape {
        indexes = List.copyOf(indexes);
    }

    /**
     * An order that is kept beside that of the table.
     *
     * @param number from 1 on, never used again in one creation of the table
     * @param name for messages
     * @param key of an index of the table; of the expiry, the attribute with the time
     */
    public record IndexShape(int number, String name, boolean expiry, KeySchema key) {}

    /** The index of a number. */
    public Optional<IndexShape> index(int number) {
        return indexes.stream().filter(index -> index.number() == number).findFirst();
    }

    /** What the keys forbid. */
    KeyGuard guard() {
        return new KeyGuard(
                key,
                indexes.stream()
                        .filter(index -> !index.expiry())
                        .map(index -> new SecondaryIndex(index.name(), index.key(), new Projected.All()))
                        .toList());
    }

    /** The order of times to expire, when the table has one. */
    public Optional<IndexShape> expiry() {
        return indexes.stream().filter(IndexShape::expiry).findFirst();
    }
}
