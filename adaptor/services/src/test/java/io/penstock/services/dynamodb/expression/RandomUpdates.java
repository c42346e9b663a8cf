package io.penstock.services.dynamodb.expression;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** Updates by chance, as a text and as what they do; a meaning throws {@link Refused} where DynamoDB does. */
final class RandomUpdates {

    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private record Value(String text, Function<Map<String, Object>, Object> meaning) {}

    /** @param after of what stands at the path; null for nothing */
    private record Change(List<Object> path, Function<Map<String, Object>, Object> after) {}

    private final PlainValues values;
    private final Map<String, Object> placeholders = new LinkedHashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final Map<String, List<String>> sections = new LinkedHashMap<>();

    RandomUpdates(PlainValues values) {
        this.values = values;
        for (String attribute : List.of("a", "b", "c", "d", "e")) {
            if (values.below(2) == 0) {
                change(path(attribute));
            }
        }
        if (changes.isEmpty()) {
            change(path("a"));
        }
    }

    Map<String, Object> placeholders() {
        return placeholders;
    }

    String text() {
        List<String> texts = new ArrayList<>();
        sections.forEach((name, actions) -> texts.add(name + " " + String.join(", ", actions)));
        return String.join(" ", texts);
    }

    /**
     * What becomes of an item, or of none, which is an empty one.
     *
     * @param key what a new item begins with
     */
    Map<String, Object> apply(Map<String, Object> item, Map<String, Object> key) {
        List<Object> after = new ArrayList<>();
        changes.forEach(change -> after.add(change.after().apply(item)));
        if (item.isEmpty()) {
            return made(key, after);
        }
        Map<String, Object> copy = Plain.map(Plain.copy(item));
        // From the last position to the first, so that none moves before its turn; what is put behind the end in rising
        // order.
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparing((Integer i) -> after.get(i) == null));
        for (int i : order) {
            write(copy, changes.get(i).path(), after.get(i));
        }
        return copy;
    }

    /** A new item has no way to a nested path, and it is not made for what only takes away. */
    private Map<String, Object> made(Map<String, Object> key, List<Object> after) {
        Map<String, Object> made = new LinkedHashMap<>();
        for (int i = 0; i < changes.size(); i++) {
            if (after.get(i) != null) {
                write(made, changes.get(i).path(), after.get(i));
            }
        }
        if (!made.isEmpty()) {
            made.putAll(key);
        }
        return made;
    }

    private static void write(Map<String, Object> item, List<Object> path, Object value) {
        Object parent = PlainValues.at(item, path.subList(0, path.size() - 1));
        Object last = path.getLast();
        if (parent instanceof Map<?, ?> && last instanceof String name) {
            if (value == null) {
                Plain.map(parent).remove(name);
            } else {
                Plain.map(parent).put(name, value);
            }
        } else if (parent instanceof List<?> && last instanceof Integer index) {
            List<Object> list = Plain.list(parent);
            if (value == null) {
                if (index < list.size()) {
                    list.remove((int) index);
                }
            } else if (index < list.size()) {
                list.set(index, value);
            } else {
                list.add(value);
            }
        } else {
            throw new Refused();
        }
    }

    private List<Object> path(String attribute) {
        List<Object> path = values.path();
        path.set(0, attribute);
        return path;
    }

    private void change(List<Object> path) {
        String text = PlainValues.text(path);
        switch (values.below(6)) {
            case 0 -> {
                add("REMOVE", text);
                changes.add(new Change(path, item -> null));
            }
            case 1 -> {
                Object added = values.below(2) == 0 ? values.number() : values.bag();
                add("ADD", text + " " + literal(added));
                changes.add(new Change(path, item -> sum(PlainValues.at(item, path), added)));
            }
            case 2 -> {
                Plain.Bag taken = values.bag();
                add("DELETE", text + " " + literal(taken));
                changes.add(new Change(path, item -> without(PlainValues.at(item, path), taken)));
            }
            default -> {
                Value value = value();
                add("SET", text + " = " + value.text());
                changes.add(new Change(path, value.meaning()));
            }
        }
    }

    private void add(String section, String action) {
        sections.computeIfAbsent(section, _ -> new ArrayList<>()).add(action);
    }

    private Value value() {
        return switch (values.below(5)) {
            case 0 -> constant(values.value(1));
            case 1 -> at(values.path());
            case 2 -> {
                Value left = values.below(2) == 0 ? at(values.path()) : constant(values.number());
                Value right = values.below(2) == 0 ? at(values.path()) : constant(values.number());
                boolean plus = values.below(2) == 0;
                yield new Value(left.text() + (plus ? "+" : " - ") + right.text(), item -> {
                    BigDecimal one = number(left.meaning().apply(item));
                    BigDecimal other = number(right.meaning().apply(item));
                    return plus ? one.add(other) : one.subtract(other);
                });
            }
            case 3 -> {
                List<Object> path = values.path();
                Value otherwise = constant(values.value(1));
                yield new Value("if_not_exists(" + PlainValues.text(path) + ", " + otherwise.text() + ")", item -> {
                    Object there = PlainValues.at(item, path);
                    return there == null ? otherwise.meaning().apply(item) : there;
                });
            }
            default -> {
                Value first = values.below(2) == 0 ? at(values.path()) : constant(values.list(0));
                Value second = values.below(2) == 0 ? at(values.path()) : constant(values.list(0));
                yield new Value("list_append(" + first.text() + "," + second.text() + ")", item -> {
                    List<Object> both = new ArrayList<>(list(first.meaning().apply(item)));
                    both.addAll(list(second.meaning().apply(item)));
                    return both;
                });
            }
        };
    }

    private Value constant(Object value) {
        return new Value(literal(value), item -> value);
    }

    private static Value at(List<Object> path) {
        return new Value(PlainValues.text(path), item -> {
            Object value = PlainValues.at(item, path);
            if (value == null) {
                throw new Refused();
            }
            return value;
        });
    }

    private static BigDecimal number(Object value) {
        if (value instanceof BigDecimal number) {
            return number;
        }
        throw new Refused();
    }

    private static List<Object> list(Object value) {
        if (value instanceof List<?>) {
            return Plain.list(value);
        }
        throw new Refused();
    }

    private static Object sum(Object there, Object added) {
        if (there == null) {
            return added;
        }
        if (there instanceof BigDecimal one && added instanceof BigDecimal other) {
            return one.add(other);
        }
        if (there instanceof Plain.Bag one && added instanceof Plain.Bag other && one.of() == other.of()) {
            TreeSet<Object> all = new TreeSet<>(one.members());
            all.addAll(other.members());
            return new Plain.Bag(one.of(), all);
        }
        throw new Refused();
    }

    private static Object without(Object there, Plain.Bag taken) {
        if (there == null) {
            return null;
        }
        if (there instanceof Plain.Bag bag && bag.of() == taken.of()) {
            TreeSet<Object> left = new TreeSet<>(bag.members());
            left.removeAll(taken.members());
            return left.isEmpty() ? null : new Plain.Bag(bag.of(), left);
        }
        throw new Refused();
    }

    private String literal(Object value) {
        String name = ":v" + placeholders.size();
        placeholders.put(name, value);
        return name;
    }
}
