package io.penstock.services.dynamodb.expression;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** Conditions by chance: each as a text and as what it means, put together side by side and never one from the other. */
final class RandomConditions {

    /** @param looseness how loosely it binds: 0 for a comparison, then NOT, AND and OR */
    record Both(String text, Predicate<Map<String, Object>> meaning, int looseness) {}

    private record Side(String text, Function<Map<String, Object>, Object> meaning, String knownType) {}

    private final PlainValues values;
    private final Map<String, Object> placeholders = new LinkedHashMap<>();

    RandomConditions(PlainValues values) {
        this.values = values;
    }

    Map<String, Object> placeholders() {
        return placeholders;
    }

    Both condition(int depth) {
        return switch (depth == 0 ? 0 : values.below(5)) {
            case 1 -> {
                Both inner = condition(depth - 1);
                yield new Both(
                        "NOT " + within(inner, 1), item -> !inner.meaning().test(item), 1);
            }
            case 2 -> {
                Both left = condition(depth - 1);
                Both right = condition(depth - 1);
                yield new Both(
                        within(left, 2) + " and " + within(right, 1),
                        item -> left.meaning().test(item) && right.meaning().test(item),
                        2);
            }
            case 3 -> {
                Both left = condition(depth - 1);
                Both right = condition(depth - 1);
                yield new Both(
                        within(left, 3) + " OR " + within(right, 2),
                        item -> left.meaning().test(item) || right.meaning().test(item),
                        3);
            }
            default -> leaf();
        };
    }

    private static String within(Both inner, int looseness) {
        return inner.looseness() > looseness ? "(" + inner.text() + ")" : inner.text();
    }

    private Both leaf() {
        return switch (values.below(8)) {
            case 0, 1 -> comparison();
            case 2 -> between();
            case 3 -> in();
            case 4 -> {
                List<Object> path = values.path();
                boolean exists = values.below(2) == 0;
                yield leaf(
                        (exists ? "attribute_exists(" : "attribute_not_exists(") + PlainValues.text(path) + ")",
                        item -> (PlainValues.at(item, path) != null) == exists);
            }
            case 5 -> {
                List<Object> path = values.path();
                String type = values.pick(List.of("S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"));
                yield leaf("attribute_type(" + PlainValues.text(path) + ", " + literal(type) + ")", item -> {
                    Object value = PlainValues.at(item, path);
                    return value != null && Plain.type(value).equals(type);
                });
            }
            case 6 -> beginsWith();
            default -> contains();
        };
    }

    private static Both leaf(String text, Predicate<Map<String, Object>> meaning) {
        return new Both(text, meaning, 0);
    }

    private Both comparison() {
        String operator = values.pick(List.of("=", "<>", "<", "<=", ">", ">="));
        boolean ordered = !operator.equals("=") && !operator.equals("<>");
        Side left = side(ordered);
        Side right = side(ordered);
        if (left.text().equals(right.text())) {
            return comparison();
        }
        return leaf(left.text() + operator + right.text(), item -> {
            Object one = left.meaning().apply(item);
            Object other = right.meaning().apply(item);
            if (one == null || other == null) {
                return operator.equals("<>");
            }
            return compares(operator, one, other);
        });
    }

    private static boolean compares(String operator, Object one, Object other) {
        Integer order = Plain.order(one, other);
        return switch (operator) {
            case "=" -> Plain.same(one, other);
            case "<>" -> !Plain.same(one, other);
            case "<" -> order != null && order < 0;
            case "<=" -> order != null && order <= 0;
            case ">" -> order != null && order > 0;
            default -> order != null && order >= 0;
        };
    }

    private Both between() {
        Side operand = side(true);
        Object low = values.scalar();
        Object high = values.scalar();
        Integer order = Plain.order(low, high);
        if (order == null || order > 0) {
            return between();
        }
        return leaf(operand.text() + " BETWEEN " + literal(low) + " AND " + literal(high), item -> {
            Object value = operand.meaning().apply(item);
            return value != null && compares(">=", value, low) && compares("<=", value, high);
        });
    }

    private Both in() {
        Side operand = side(false);
        List<Object> choices = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = values.below(4); i >= 0; i--) {
            Object choice = values.value(1);
            choices.add(choice);
            texts.add(literal(choice));
        }
        return leaf(operand.text() + " IN (" + String.join(", ", texts) + ")", item -> {
            Object value = operand.meaning().apply(item);
            return value != null && choices.stream().anyMatch(choice -> Plain.same(value, choice));
        });
    }

    private Both beginsWith() {
        List<Object> path = values.path();
        Object start = values.scalar();
        if (start instanceof BigDecimal) {
            return beginsWith();
        }
        return leaf("begins_with(" + PlainValues.text(path) + ", " + literal(start) + ")", item -> {
            Object value = PlainValues.at(item, path);
            return value != null
                    && Plain.type(value).equals(Plain.type(start))
                    && latin(value).startsWith(latin(start));
        });
    }

    private Both contains() {
        List<Object> path = values.path();
        Object part = values.value(1);
        return leaf("contains(" + PlainValues.text(path) + "," + literal(part) + ")", item -> {
            Object value = PlainValues.at(item, path);
            return switch (value) {
                case null -> false;
                case String _, ByteBuffer _ ->
                    Plain.type(value).equals(Plain.type(part)) && latin(value).contains(latin(part));
                case Plain.Bag bag -> bag.members().stream().anyMatch(member -> Plain.same(member, part));
                case List<?> list -> list.stream().anyMatch(member -> Plain.same(member, part));
                default -> false;
            };
        });
    }

    /** A letter for each byte or character. */
    private static String latin(Object value) {
        return value instanceof ByteBuffer bytes
                ? StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString()
                : (String) value;
    }

    private Side side(boolean ordered) {
        return switch (values.below(4)) {
            case 0 -> {
                Object value = ordered ? values.scalar() : values.value(1);
                yield new Side(literal(value), item -> value, Plain.type(value));
            }
            case 1 -> {
                List<Object> path = values.path();
                yield new Side("size(" + PlainValues.text(path) + ")", item -> size(PlainValues.at(item, path)), "N");
            }
            default -> {
                List<Object> path = values.path();
                yield new Side(PlainValues.text(path), item -> PlainValues.at(item, path), "");
            }
        };
    }

    private static Object size(Object value) {
        return switch (value) {
            case null -> null;
            case String text -> new BigDecimal(text.length());
            case ByteBuffer bytes -> new BigDecimal(bytes.remaining());
            case Map<?, ?> map -> new BigDecimal(map.size());
            case List<?> list -> new BigDecimal(list.size());
            case Plain.Bag bag -> new BigDecimal(bag.members().size());
            default -> null;
        };
    }

    private String literal(Object value) {
        String name = ":v" + placeholders.size();
        placeholders.put(name, value);
        return name;
    }
}
