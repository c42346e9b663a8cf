package io.penstock.services.dynamodb.item;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Attributes by name; immutable. The empty item stands for one that does not exist. */
public record Item(Map<String, AttributeValue> attributes) {

    public static final Item EMPTY = new Item(Map.of());

    public Item {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    public @Nullable AttributeValue get(String name) {
        return attributes.get(name);
    }

    public boolean isEmpty() {
        return attributes.isEmpty();
    }

    /** Bytes as AWS counts them against the 400 KB of an item and for capacity: names and values. */
    public int size() {
        return ValueSize.of(attributes);
    }

    /** This item and another attribute, or another value of it. */
    public Item with(String name, AttributeValue value) {
        Map<String, AttributeValue> changed = new LinkedHashMap<>(attributes);
        changed.put(name, value);
        return new Item(changed);
    }

    /** Only the attributes of these names. */
    public Item only(Set<String> names) {
        Map<String, AttributeValue> kept = new LinkedHashMap<>();
        attributes.forEach((name, value) -> {
            if (names.contains(name)) {
                kept.put(name, value);
            }
        });
        return new Item(kept);
    }
}
