package io.penstock.services.dynamodb.expression;

import io.penstock.services.dynamodb.item.AttributeValue;
import io.penstock.services.dynamodb.item.ByteSink;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.OrderedBytes;
import io.penstock.services.dynamodb.item.PrimaryKey;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a query asks of keys: one partition key, and perhaps a stretch of sort keys.
 *
 * @param sort empty when all sort keys are wanted
 */
public record KeyCondition(AttributeValue hash, Optional<Sort> sort) {

    /** A stretch of sort keys. */
    public sealed interface Sort {
        /** @param comparator any but {@code <>} */
        record Compare(Condition.Comparator comparator, AttributeValue value) implements Sort {}

        /** Both bounds count; no key is between bounds in the wrong order. */
        record Between(AttributeValue low, AttributeValue high) implements Sort {}

        /** @param start a string or binary */
        record BeginsWith(AttributeValue start) implements Sort {}
    }

    /**
     * Where the bytes of keys that are asked for are, in the order of {@link PrimaryKey#bytes}, whatever stands behind the key.
     *
     * @param from inclusive
     * @param to exclusive; not above {@code from} when no key can match
     */
    public record Stretch(Bytes from, Bytes to) {}

    /** Whether a key is asked for. */
    public boolean matches(PrimaryKey key) {
        return key.hash().equals(hash) && matchesSort(key);
    }

    /** Whether a key's sort key is asked for, of whatever partition. */
    public boolean matchesSort(PrimaryKey key) {
        return sort.isEmpty() || key.range().filter(this::matchesSort).isPresent();
    }

    private boolean matchesSort(AttributeValue value) {
        return switch (sort.orElseThrow()) {
            case Sort.Compare compare -> compare.comparator().holds(value, compare.value());
            case Sort.Between between ->
                Condition.Comparator.GREATER_OR_EQUAL.holds(value, between.low())
                        && Condition.Comparator.LESS_OR_EQUAL.holds(value, between.high());
            case Sort.BeginsWith begins -> Values.beginsWith(value, begins.start());
        };
    }

    /** The stretch of bytes that holds exactly the keys that match. */
    public Stretch stretch() {
        byte[] partition = PrimaryKey.hashBytes(hash);
        if (sort.isEmpty()) {
            return stretch(partition, after(partition));
        }
        return switch (sort.get()) {
            case Sort.Compare compare -> stretch(partition, compare);
            case Sort.Between between -> stretch(key(between.low()), after(key(between.high())));
            case Sort.BeginsWith begins -> {
                byte[] start = joined(partition, OrderedBytes.prefix(begins.start()));
                yield stretch(start, after(start));
            }
        };
    }

    private Stretch stretch(byte[] partition, Sort.Compare compare) {
        byte[] key = key(compare.value());
        return switch (compare.comparator()) {
            case EQUAL -> stretch(key, after(key));
            case LESS -> stretch(partition, key);
            case LESS_OR_EQUAL -> stretch(partition, after(key));
            case GREATER -> stretch(after(key), after(partition));
            case GREATER_OR_EQUAL -> stretch(key, after(partition));
            case NOT_EQUAL -> throw new IllegalStateException("no stretch is all keys but one");
        };
    }

    private byte[] key(AttributeValue range) {
        return new PrimaryKey(hash, Optional.of(range)).bytes();
    }

    private static Stretch stretch(byte[] from, byte[] to) {
        return new Stretch(Bytes.of(from), Bytes.of(to));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        return new ByteSink(first.length + second.length).raw(first).raw(second).toArray();
    }

    /** The least bytes above everything that begins with these. */
    private static byte[] after(byte[] start) {
        int last = start.length - 1;
        // A partition key is never all of FF, so that this ends.
        while (start[last] == (byte) 0xff) {
            last--;
        }
        byte[] above = Arrays.copyOf(start, last + 1);
        above[last]++;
        return above;
    }
}
