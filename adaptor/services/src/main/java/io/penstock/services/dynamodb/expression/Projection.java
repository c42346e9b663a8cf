package io.penstock.services.dynamodb.expression;

import io.penstock.services.dynamodb.expression.DocumentPath.Step;
import io.penstock.services.dynamodb.item.AttributeValue;
import io.penstock.services.dynamodb.item.Item;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an item that are answered: maps keep their way to what was asked for, lists close up.
 *
 * @param paths that neither overlap nor conflict
 */
public record Projection(List<DocumentPath> paths) {

    public Projection {
        paths = List.copyOf(paths);
    }

    /** What of an item is there at these paths. */
    public Item of(Item item) {
        Tree wanted = new Tree();
        paths.forEach(wanted::add);
        Map<String, AttributeValue> kept = new LinkedHashMap<>();
        wanted.names.forEach((name, below) -> {
            AttributeValue value = item.get(name);
            AttributeValue part = value == null ? null : below.of(value);
            if (part != null) {
                kept.put(name, part);
            }
        });
        return new Item(kept);
    }

    /** All paths that begin alike; without branches the whole value is wanted. */
    private static final class Tree {
        private final Map<String, Tree> names = new LinkedHashMap<>();
        private final Map<Integer, Tree> positions = new TreeMap<>();

        void add(DocumentPath path) {
            Tree tree = this;
            for (Step step : path.steps()) {
                tree = switch (step) {
                    case Step.Name name -> tree.names.computeIfAbsent(name.name(), _ -> new Tree());
                    case Step.Index index -> tree.positions.computeIfAbsent(index.position(), _ -> new Tree());
                };
            }
        }

        @Nullable
        AttributeValue of(AttributeValue value) {
            if (names.isEmpty() && positions.isEmpty()) {
                return value;
            }
            if (value instanceof AttributeValue.M map && positions.isEmpty()) {
                Map<String, AttributeValue> kept = new LinkedHashMap<>();
                names.forEach((name, below) -> keep(map.value().get(name), below, part -> kept.put(name, part)));
                return kept.isEmpty() ? null : new AttributeValue.M(kept);
            }
            if (value instanceof AttributeValue.L list && names.isEmpty()) {
                List<AttributeValue> kept = new ArrayList<>();
                positions.forEach((position, below) ->
                        keep(position < list.value().size() ? list.value().get(position) : null, below, kept::add));
                return kept.isEmpty() ? null : new AttributeValue.L(kept);
            }
            return null;
        }

        private static void keep(@Nullable AttributeValue value, Tree below, Consumer<AttributeValue> keeper) {
            AttributeValue part = value == null ? null : below.of(value);
            if (part != null) {
                keeper.accept(part);
            }
        }
    }
}
