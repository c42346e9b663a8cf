package io.penstock.services.dynamodb.expression;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Values as plain Java objects, for a model that shares no code with the product: strings, decimals, buffers, booleans, {@link #NULL}, maps, lists
 * and {@link Bag}.
 */
final class Plain {

    /** DynamoDB's null. */
    enum Nothing {
        NULL
    }

    static final Object NULL = Nothing.NULL;

    /** A set of strings or of decimals. */
    record Bag(Class<?> of, TreeSet<Object> members) {
        static Bag of(Object... members) {
            return new Bag(members[0].getClass(), new TreeSet<>(List.of(members)));
        }
    }

    private Plain() {}

    static String type(Object value) {
        return switch (value) {
            case String _ -> "S";
            case BigDecimal _ -> "N";
            case ByteBuffer _ -> "B";
            case Boolean _ -> "BOOL";
            case Map<?, ?> _ -> "M";
            case List<?> _ -> "L";
            case Bag bag -> bag.of() == String.class ? "SS" : "NS";
            default -> "NULL";
        };
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static List<Object> list(Object value) {
        return (List<Object>) value;
    }

    static AttributeValue toSdk(Object value) {
        return switch (value) {
            case String text -> AttributeValue.fromS(text);
            case BigDecimal number -> AttributeValue.fromN(number.toString());
            case ByteBuffer bytes -> AttributeValue.fromB(SdkBytes.fromByteBuffer(bytes.duplicate()));
            case Boolean bool -> AttributeValue.fromBool(bool);
            case Map<?, ?> map -> AttributeValue.fromM(toSdkMap(map(map)));
            case List<?> list ->
                AttributeValue.fromL(list.stream().map(Plain::toSdk).toList());
            case Bag bag
            when bag.of() == String.class ->
                AttributeValue.fromSs(
                        bag.members().stream().map(String::valueOf).toList());
            case Bag bag ->
                AttributeValue.fromNs(
                        bag.members().stream().map(String::valueOf).toList());
            default -> AttributeValue.fromNul(true);
        };
    }

    static Map<String, AttributeValue> toSdkMap(Map<String, Object> map) {
        Map<String, AttributeValue> sdk = new LinkedHashMap<>();
        map.forEach((name, value) -> sdk.put(name, toSdk(value)));
        return sdk;
    }

    /** Equal as DynamoDB means it: decimals by value. */
    static boolean same(Object one, Object other) {
        if (!type(one).equals(type(other))) {
            return false;
        }
        return switch (one) {
            case BigDecimal number -> number.compareTo((BigDecimal) other) == 0;
            case List<?> list -> {
                List<Object> second = list(other);
                boolean same = list.size() == second.size();
                for (int i = 0; same && i < list.size(); i++) {
                    same = same(list.get(i), second.get(i));
                }
                yield same;
            }
            case Map<?, ?> map -> {
                Map<String, Object> second = map(other);
                yield map.size() == second.size()
                        && map(map).entrySet().stream()
                                .allMatch(entry -> second.containsKey(entry.getKey())
                                        && same(entry.getValue(), second.get(entry.getKey())));
            }
            case Bag bag -> bag.members().equals(((Bag) other).members());
            default -> one.equals(other);
        };
    }

    /** Null when the two have no order. */
    static Integer order(Object one, Object other) {
        if (one instanceof String a && other instanceof String b) {
            return a.compareTo(b);
        }
        if (one instanceof BigDecimal a && other instanceof BigDecimal b) {
            return a.compareTo(b);
        }
        if (one instanceof ByteBuffer a && other instanceof ByteBuffer b) {
            int common = a.mismatch(b);
            return common < 0
                    ? 0
                    : common == a.remaining()
                            ? -1
                            : common == b.remaining() ? 1 : (a.get(common) & 255) - (b.get(common) & 255);
        }
        return null;
    }

    static Object copy(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, Object> copy = new LinkedHashMap<>();
                map(map).forEach((name, inner) -> copy.put(name, copy(inner)));
                yield copy;
            }
            case List<?> list -> {
                List<Object> copy = new ArrayList<>();
                list.forEach(inner -> copy.add(copy(inner)));
                yield copy;
            }
            default -> value;
        };
    }
}
