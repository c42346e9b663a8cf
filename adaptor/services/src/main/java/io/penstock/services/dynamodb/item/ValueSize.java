package io.penstock.services.dynamodb.item;

import java.util.Map;
import java.util.Set;

/**
 * Bytes as AWS counts them.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html">Item sizes and formats</a>
 */
public final class ValueSize {

    /** Of a list or map, whatever is in it. */
    private static final int COLLECTION = 3;

    /** Of an element of a list or map, besides itself. */
    private static final int ELEMENT = 1;

    private ValueSize() {}

    /** Of all attributes, names included. */
    static int of(Map<String, AttributeValue> attributes) {
        int size = 0;
        for (Map.Entry<String, AttributeValue> attribute : attributes.entrySet()) {
            size += Utf8.length(attribute.getKey()) + of(attribute.getValue());
        }
        return size;
    }

    /** Of a value alone. */
    public static int of(AttributeValue value) {
        return switch (value) {
            case AttributeValue.S text -> Utf8.length(text.value());
            case AttributeValue.N number -> number.value().size();
            case AttributeValue.B bytes -> bytes.value().size();
            case AttributeValue.Bool _, AttributeValue.Null _ -> 1;
            case AttributeValue.SS set ->
                set.value().stream().mapToInt(Utf8::length).sum();
            case AttributeValue.NS set -> numbers(set.value());
            case AttributeValue.BS set ->
                set.value().stream().mapToInt(Bytes::size).sum();
            case AttributeValue.L list -> {
                int size = COLLECTION;
                for (AttributeValue element : list.value()) {
                    size += ELEMENT + of(element);
                }
                yield size;
            }
            case AttributeValue.M map -> COLLECTION + ELEMENT * map.value().size() + of(map.value());
        };
    }

    private static int numbers(Set<DdbNumber> set) {
        return set.stream().mapToInt(DdbNumber::size).sum();
    }
}
