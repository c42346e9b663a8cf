package io.penstock.services.dynamodb.item;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Items as compact bytes. Layout 1, which is stored and never changed: the byte {@code 01}, the number of attributes, and for each its name and
 * value. A value is a byte for its type and: a text or block with its length; a number as in {@link OrderedBytes}; for collections the number
 * of elements and these.
 */
public final class ItemCodec {

    private static final int VERSION = 1;

    private ItemCodec() {}

    public static byte[] encode(Item item) {
        ByteSink to = new ByteSink(128);
        to.u8(VERSION);
        attributes(to, item.attributes());
        return to.toArray();
    }

    /** @throws IllegalStateException for bytes that {@link #encode} cannot have made */
    public static Item decode(byte[] bytes) {
        ByteSource from = new ByteSource(bytes);
        int version = from.u8();
        if (version != VERSION) {
            throw new IllegalStateException("an item of version " + version);
        }
        Item item = new Item(attributes(from, 0));
        from.end();
        return item;
    }

    /** A value alone, for example of an expression in a command. */
    public static void write(ByteSink to, AttributeValue value) {
        to.u8(tag(value.type()));
        switch (value) {
            case AttributeValue.S text -> to.text(text.value());
            case AttributeValue.N number -> OrderedBytes.number(to, number.value());
            case AttributeValue.B bytes -> to.block(bytes.value().unsafe());
            case AttributeValue.Bool bool -> to.u8(bool.value() ? 1 : 0);
            case AttributeValue.Null _ -> {}
            case AttributeValue.M map -> attributes(to, map.value());
            case AttributeValue.L list -> {
                to.number(list.value().size());
                list.value().forEach(element -> write(to, element));
            }
            case AttributeValue.SS set -> {
                to.number(set.value().size());
                set.value().forEach(to::text);
            }
            case AttributeValue.NS set -> {
                to.number(set.value().size());
                set.value().forEach(number -> OrderedBytes.number(to, number));
            }
            case AttributeValue.BS set -> {
                to.number(set.value().size());
                set.value().forEach(bytes -> to.block(bytes.unsafe()));
            }
        }
    }

    /** @throws IllegalStateException for bytes that {@link #write} cannot have made */
    public static AttributeValue read(ByteSource from) {
        return read(from, 0);
    }

    private static AttributeValue read(ByteSource from, int depth) {
        if (depth > 100) {
            throw new IllegalStateException("values nested more deeply than any item's");
        }
        return switch (type(from.u8())) {
            case S -> new AttributeValue.S(from.text());
            case N -> new AttributeValue.N(OrderedBytes.number(from));
            case B -> new AttributeValue.B(Bytes.of(from.block()));
            case BOOL -> new AttributeValue.Bool(from.u8() != 0);
            case NULL -> new AttributeValue.Null();
            case M -> new AttributeValue.M(attributes(from, depth + 1));
            case L -> {
                int count = from.count();
                List<AttributeValue> list = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    list.add(read(from, depth + 1));
                }
                yield new AttributeValue.L(list);
            }
            case SS -> {
                Set<String> set = new LinkedHashSet<>();
                for (int left = members(from); left > 0; left--) {
                    set.add(from.text());
                }
                yield new AttributeValue.SS(set);
            }
            case NS -> {
                Set<DdbNumber> set = new LinkedHashSet<>();
                for (int left = members(from); left > 0; left--) {
                    set.add(OrderedBytes.number(from));
                }
                yield new AttributeValue.NS(set);
            }
            case BS -> {
                Set<Bytes> set = new LinkedHashSet<>();
                for (int left = members(from); left > 0; left--) {
                    set.add(Bytes.of(from.block()));
                }
                yield new AttributeValue.BS(set);
            }
        };
    }

    private static int members(ByteSource from) {
        int count = from.count();
        if (count == 0) {
            throw new IllegalStateException("a set without members");
        }
        return count;
    }

    private static void attributes(ByteSink to, Map<String, AttributeValue> attributes) {
        to.number(attributes.size());
        attributes.forEach((name, value) -> write(to.text(name), value));
    }

    private static Map<String, AttributeValue> attributes(ByteSource from, int depth) {
        int count = from.count();
        Map<String, AttributeValue> attributes = LinkedHashMap.newLinkedHashMap(count);
        for (int i = 0; i < count; i++) {
            attributes.put(from.text(), read(from, depth));
        }
        return attributes;
    }

    private static int tag(AttributeType type) {
        return switch (type) {
            case S -> 1;
            case N -> 2;
            case B -> 3;
            case BOOL -> 4;
            case NULL -> 5;
            case M -> 6;
            case L -> 7;
            case SS -> 8;
            case NS -> 9;
            case BS -> 10;
        };
    }

    private static AttributeType type(int tag) {
        return switch (tag) {
            case 1 -> AttributeType.S;
            case 2 -> AttributeType.N;
            case 3 -> AttributeType.B;
            case 4 -> AttributeType.BOOL;
            case 5 -> AttributeType.NULL;
            case 6 -> AttributeType.M;
            case 7 -> AttributeType.L;
            case 8 -> AttributeType.SS;
            case 9 -> AttributeType.NS;
            case 10 -> AttributeType.BS;
            default -> throw new IllegalStateException("no type of a value: " + tag);
        };
    }
}
