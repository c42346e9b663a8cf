package io.penstock.services.dynamodb.item;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keys as bytes whose unsigned order is the keys' order. Every form ends itself, so that one can follow another and the order of the whole is
 * that of the first, then of the second. The layout is stored, and is never changed:
 *
 * <ul>
 *   <li>strings (UTF-8) and binaries: the bytes, {@code 00} written as {@code 00 FF}, then {@code 00 00};
 *   <li>zero: {@code 02};
 *   <li>positive numbers: {@code 03}, the power of ten of the first digit plus 130, the digits in pairs, each pair plus one, then {@code 00};
 *   <li>negative numbers: {@code 01}, then all of the above turned over (255 minus each byte).
 * </ul>
 */
public final class OrderedBytes {

    private static final int NEGATIVE = 1;
    private static final int ZERO = 2;
    private static final int POSITIVE = 3;
    private static final int BIAS = 130;
    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    private OrderedBytes() {}

    /**
     * Writes a key.
     *
     * @throws IllegalArgumentException when the value is no string, number or binary
     */
    public static void write(ByteSink to, AttributeValue key) {
        switch (key) {
            case AttributeValue.S text -> escaped(to, text.value().getBytes(StandardCharsets.UTF_8));
            case AttributeValue.B bytes -> escaped(to, bytes.value().unsafe());
            case AttributeValue.N number -> number(to, number.value());
            case AttributeValue.Bool _,
                    AttributeValue.Null _,
                    AttributeValue.L _,
                    AttributeValue.M _,
                    AttributeValue.SS _,
                    AttributeValue.NS _,
                    AttributeValue.BS _ -> throw new IllegalArgumentException("no key: " + key.type());
        }
    }

    /**
     * Reads a key of a type.
     *
     * @throws IllegalStateException when no such key stands there
     */
    public static AttributeValue read(ByteSource from, AttributeType type) {
        return switch (type) {
            case S -> new AttributeValue.S(new String(unescaped(from), StandardCharsets.UTF_8));
            case B -> new AttributeValue.B(Bytes.of(unescaped(from)));
            case N -> new AttributeValue.N(number(from));
            case BOOL, NULL, M, L, SS, NS, BS -> throw new IllegalArgumentException("no key: " + type);
        };
    }

    /**
     * The beginning of every string or binary that begins with this one: what {@link #write} makes, without its end.
     *
     * @throws IllegalArgumentException when the value is neither a string nor a binary
     */
    public static byte[] prefix(AttributeValue key) {
        if (key instanceof AttributeValue.N) {
            throw new IllegalArgumentException("numbers have no beginnings");
        }
        ByteSink whole = new ByteSink(64);
        write(whole, key);
        byte[] bytes = whole.toArray();
        return Arrays.copyOf(bytes, bytes.length - 2);
    }

    private static void escaped(ByteSink to, byte[] bytes) {
        for (byte b : bytes) {
            to.u8(b);
            if (b == 0) {
                to.u8(0xff);
            }
        }
        to.u8(0).u8(0);
    }

    private static byte[] unescaped(ByteSource from) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (true) {
            int next = from.u8();
            if (next == 0) {
                int mark = from.u8();
                if (mark == 0) {
                    return bytes.toByteArray();
                }
                if (mark != 0xff) {
                    throw new IllegalStateException("a zero followed by " + mark);
                }
            }
            bytes.write(next);
        }
    }

    /** Two to twenty-three bytes. */
    static void number(ByteSink to, DdbNumber number) {
        if (number.signum() == 0) {
            to.u8(ZERO);
            return;
        }
        int turn = number.signum() < 0 ? 0xff : 0;
        to.u8(turn == 0 ? POSITIVE : NEGATIVE);
        to.u8((number.exponent() + BIAS) ^ turn);
        BigInteger digits = number.unscaled().abs();
        int count = number.digits();
        if (count % 2 != 0) {
            digits = digits.multiply(BigInteger.TEN);
            count++;
        }
        byte[] pairs = new byte[count / 2];
        for (int i = pairs.length - 1; i >= 0; i--) {
            BigInteger[] split = digits.divideAndRemainder(HUNDRED);
            pairs[i] = (byte) ((split[1].intValue() + 1) ^ turn);
            digits = split[0];
        }
        to.raw(pairs).u8(turn);
    }

    static DdbNumber number(ByteSource from) {
        int sign = from.u8();
        if (sign == ZERO) {
            return DdbNumber.ZERO;
        }
        if (sign != POSITIVE && sign != NEGATIVE) {
            throw new IllegalStateException("no sign: " + sign);
        }
        int turn = sign == NEGATIVE ? 0xff : 0;
        int exponent = (from.u8() ^ turn) - BIAS;
        BigInteger digits = BigInteger.ZERO;
        int count = 0;
        for (int pair = from.u8() ^ turn; pair != 0; pair = from.u8() ^ turn) {
            if (pair > 100 || count >= 40) {
                throw new IllegalStateException("no pair of digits: " + pair + " after " + count);
            }
            digits = digits.multiply(HUNDRED).add(BigInteger.valueOf(pair - 1L));
            count += 2;
        }
        if (count == 0) {
            throw new IllegalStateException("a number without digits");
        }
        BigDecimal value = new BigDecimal(turn == 0 ? digits : digits.negate(), count - 1 - exponent);
        return DdbNumber.of(value);
    }
}
