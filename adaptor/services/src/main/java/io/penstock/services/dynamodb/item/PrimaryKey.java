package io.penstock.services.dynamodb.item;

import java.util.Optional;

/**
 * The values of a key.
 *
 * @param range empty when the schema has no sort key
 */
public record PrimaryKey(AttributeValue hash, Optional<AttributeValue> range) {

    /** Bytes in the order of keys: first by partition key, then by sort key. What stands behind them does not disturb that order. */
    public byte[] bytes() {
        ByteSink to = new ByteSink(64);
        OrderedBytes.write(to, hash);
        range.ifPresent(value -> OrderedBytes.write(to, value));
        return to.toArray();
    }

    /** The beginning of the bytes of every key with this partition key, and of no other's. */
    public static byte[] hashBytes(AttributeValue hash) {
        ByteSink to = new ByteSink(64);
        OrderedBytes.write(to, hash);
        return to.toArray();
    }
}
