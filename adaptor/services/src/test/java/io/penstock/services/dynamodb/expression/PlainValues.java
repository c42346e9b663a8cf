package io.penstock.services.dynamodb.expression;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Plain values and paths by chance, from so few that they often meet. */
final class PlainValues {

    private static final List<String> TEXTS = List.of("", "a", "b", "ab", "ba");
    private static final List<String> NUMBERS = List.of("0", "1", "1.0", "-1", "2", "10", "0.5", "1E30");

    private final RandomGenerator random;

    PlainValues(RandomGenerator random) {
        this.random = random;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    Map<String, Object> item() {
        Map<String, Object> item = new LinkedHashMap<>();
        for (String name : List.of("a", "b", "c", "d", "e")) {
            if (random.nextInt(4) > 0) {
                item.put(name, value(2));
            }
        }
        return item;
    }

    Object scalar() {
        return switch (random.nextInt(3)) {
            case 0 -> pick(TEXTS);
            case 1 -> number();
            default -> ByteBuffer.wrap(new byte[] {(byte) random.nextInt(-1, 2), 1}, 0, random.nextInt(3));
        };
    }

    BigDecimal number() {
        return new BigDecimal(pick(NUMBERS));
    }

    Plain.Bag bag() {
        if (random.nextBoolean()) {
            Plain.Bag bag = Plain.Bag.of(pick(TEXTS));
            bag.members().add(pick(TEXTS));
            return bag;
        }
        // Equal numbers in different writing are duplicates, which no set has.
        Plain.Bag bag = Plain.Bag.of(new BigDecimal(random.nextInt(3)));
        bag.members().add(new BigDecimal(random.nextInt(3)));
        return bag;
    }

    List<Object> list(int depth) {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(value(depth));
        }
        return list;
    }

    Object value(int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0, 1, 2 -> scalar();
            case 3 -> random.nextBoolean();
            case 4 -> Plain.NULL;
            case 5 -> bag();
            case 6 -> list(depth - 1);
            default -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (String name : List.of("a", "b")) {
                    if (random.nextInt(3) > 0) {
                        map.put(name, value(depth - 1));
                    }
                }
                yield map;
            }
        };
    }

    /** Strings and integers, the first a string. */
    List<Object> path() {
        List<Object> path = new ArrayList<>();
        path.add(pick(List.of("a", "b", "c", "d", "e")));
        for (int i = random.nextInt(5) - 2; i > 0; i--) {
            path.add(random.nextBoolean() ? pick(List.of("a", "b")) : (Object) random.nextInt(4));
        }
        return path;
    }

    static String text(List<Object> path) {
        StringBuilder text = new StringBuilder();
        for (Object step : path) {
            if (step instanceof Integer) {
                text.append('[').append(step).append(']');
            } else {
                text.append(text.isEmpty() ? "" : ".").append(step);
            }
        }
        return text.toString();
    }

    /** Null when nothing is there. */
    static Object at(Map<String, Object> item, List<Object> path) {
        Object value = item;
        for (Object step : path) {
            if (value instanceof Map<?, ?> map && step instanceof String) {
                value = map.get(step);
            } else if (value instanceof List<?> list && step instanceof Integer index && index < list.size()) {
                value = list.get(index);
            } else {
                return null;
            }
        }
        return value;
    }
}
