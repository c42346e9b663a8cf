package io.penstock.services.dynamodb.item;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What an index of a table holds.
 *
 * @param key the index's own key
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.Projections">Attribute projections</a>
 */
public record SecondaryIndex(String name, KeySchema key, Projected projected) {

    /** Which attributes of an item an index holds besides the keys. */
    public sealed interface Projected {
        /** {@code ALL}. */
        record All() implements Projected {}

        /** {@code KEYS_ONLY}. */
        record KeysOnly() implements Projected {}

        /** {@code INCLUDE}. */
        record Include(Set<String> names) implements Projected {
            public Include {
                names = Set.copyOf(names);
            }
        }
    }

    /**
     * What the index holds of an item; empty when the item lacks the index's key or has it in another type.
     *
     * @param table the table's key, which every index holds
     */
    public Optional<Item> entry(Item item, KeySchema table) {
        if (key.sparseKeyOf(item).isEmpty()) {
            return Optional.empty();
        }
        return switch (projected) {
            case Projected.All _ -> Optional.of(item);
            case Projected.KeysOnly _ -> Optional.of(item.only(names(table, Set.of())));
            case Projected.Include include -> Optional.of(item.only(names(table, include.names())));
        };
    }

    /** Whether the index holds an attribute of the items that it has. */
    public boolean holds(String attribute, KeySchema table) {
        return switch (projected) {
            case Projected.All _ -> true;
            case Projected.KeysOnly _ -> names(table, Set.of()).contains(attribute);
            case Projected.Include include -> names(table, include.names()).contains(attribute);
        };
    }

    private Set<String> names(KeySchema table, Set<String> more) {
        Set<String> names = new HashSet<>(more);
        table.attributes().forEach(attribute -> names.add(attribute.name()));
        key.attributes().forEach(attribute -> names.add(attribute.name()));
        return names;
    }
}
