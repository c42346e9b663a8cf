package io.penstock.services.dynamodb.item;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Values by chance, with a liking for edges. */
public final class RandomValues {

    private static final List<AttributeType> TYPES = List.of(AttributeType.values());

    private static final String[] TEXTS = {
        "", "a", "b", "ab", "\0", "a\0", "\uffff", "\ud83d\ude00", "z\u00e9", "\u07ff\u0800"
    };

    private final RandomGenerator random;

    public RandomValues(RandomGenerator random) {
        this.random = random;
    }

    public Item item() {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            attributes.put("a" + random.nextInt(8), value(3));
        }
        return new Item(attributes);
    }

    public AttributeValue value(int depth) {
        return of(TYPES.get(random.nextInt(TYPES.size())), depth);
    }

    public AttributeValue of(AttributeType type, int depth) {
        return switch (type) {
            case S -> new AttributeValue.S(text());
            case N -> new AttributeValue.N(number());
            case B -> new AttributeValue.B(bytes());
            case BOOL -> new AttributeValue.Bool(random.nextBoolean());
            case NULL -> new AttributeValue.Null();
            case M -> {
                Map<String, AttributeValue> map = new LinkedHashMap<>();
                for (int i = depth == 0 ? 0 : random.nextInt(4); i > 0; i--) {
                    map.put("a" + random.nextInt(4), value(depth - 1));
                }
                yield new AttributeValue.M(map);
            }
            case L -> {
                List<AttributeValue> list = new ArrayList<>();
                for (int i = depth == 0 ? 0 : random.nextInt(4); i > 0; i--) {
                    list.add(value(depth - 1));
                }
                yield new AttributeValue.L(list);
            }
            case SS -> {
                Set<String> set = new LinkedHashSet<>(List.of(text()));
                set.add(text());
                yield new AttributeValue.SS(set);
            }
            case NS -> {
                Set<DdbNumber> set = new LinkedHashSet<>(List.of(number()));
                set.add(number());
                yield new AttributeValue.NS(set);
            }
            case BS -> {
                Set<Bytes> set = new LinkedHashSet<>(List.of(bytes()));
                set.add(bytes());
                yield new AttributeValue.BS(set);
            }
        };
    }

    public String text() {
        return random.nextInt(3) > 0
                ? TEXTS[random.nextInt(TEXTS.length)]
                : TEXTS[random.nextInt(TEXTS.length)] + text();
    }

    public Bytes bytes() {
        byte[] bytes = new byte[random.nextInt(4)];
        random.nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = random.nextInt(3) == 0 ? 0 : bytes[i];
        }
        return Bytes.of(bytes);
    }

    public DdbNumber number() {
        return switch (random.nextInt(4)) {
            case 0 -> DdbNumber.of(random.nextInt(-3, 4));
            case 1 -> DdbNumber.of(BigDecimal.valueOf(random.nextInt(-2000, 2000), random.nextInt(-2, 3)));
            case 2 -> DdbNumber.of(random.nextLong());
            default -> wide();
        };
    }

    /** Any digits and any exponent. */
    private DdbNumber wide() {
        int digits = random.nextInt(1, 39);
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
        text.append((char) ('1' + random.nextInt(9)));
        for (int i = 1; i < digits; i++) {
            text.append((char) ('0' + random.nextInt(10)));
        }
        int first = random.nextInt(-130, 126);
        return DdbNumber.of(new BigDecimal(new BigInteger(text.toString()), digits - 1 - first));
    }
}
