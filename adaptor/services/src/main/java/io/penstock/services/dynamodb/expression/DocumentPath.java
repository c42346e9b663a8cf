package io.penstock.services.dynamodb.expression;

import io.penstock.services.dynamodb.item.AttributeValue;
import io.penstock.services.dynamodb.item.Item;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a value is inside an item.
 *
 * @param steps the name of an attribute, then names in maps and positions in lists
 */
public record DocumentPath(List<Step> steps) {

    /** A step down. */
    public sealed interface Step {
        /** Into a map, or the item itself. */
        record Name(String name) implements Step {
            @Override
            public String toString() {
                return name;
            }
        }

        /** Into a list; the first position is 0. */
        record Index(int position) implements Step {
            @Override
            public String toString() {
                return "[" + position + "]";
            }
        }
    }

    public DocumentPath {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || !(steps.getFirst() instanceof Step.Name)) {
            throw new IllegalArgumentException("a path begins with an attribute: " + steps);
        }
    }

    /** An attribute of the item itself. */
    public static DocumentPath of(String attribute) {
        return new DocumentPath(List.of(new Step.Name(attribute)));
    }

    /** The name of the attribute that it leads into. */
    public String attribute() {
        return steps.getFirst() instanceof Step.Name first ? first.name() : "";
    }

    public boolean isNested() {
        return steps.size() > 1;
    }

    /** What stands there; null when nothing does. */
    public @Nullable AttributeValue in(Item item) {
        AttributeValue value = item.get(attribute());
        for (int i = 1; i < steps.size() && value != null; i++) {
            value = below(value, steps.get(i));
        }
        return value;
    }

    private static @Nullable AttributeValue below(AttributeValue value, Step step) {
        return switch (step) {
            case Step.Name name ->
                value instanceof AttributeValue.M map ? map.value().get(name.name()) : null;
            case Step.Index index ->
                value instanceof AttributeValue.L list
                                && index.position() < list.value().size()
                        ? list.value().get(index.position())
                        : null;
        };
    }

    /** As messages show it, for example {@code [a, [1], b]}. */
    @Override
    public String toString() {
        return steps.stream().map(Step::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
