package io.penstock.services.kinesis.stream;

import java.math.BigInteger;

/**
 * A range of hash keys, both ends included, within 0 to 2<sup>128</sup> - 1.
 */
public record HashRange(BigInteger start, BigInteger end) {

    public static final BigInteger LAST = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);

    /** All hash keys. */
    public static final HashRange ALL = new HashRange(BigInteger.ZERO, LAST);

    public HashRange {
        if (start.signum() < 0 || start.compareTo(end) > 0 || end.compareTo(LAST) > 0) {
            throw new IllegalArgumentException("not a range of hash keys: " + start + " to " + end);
        }
    }

    /** Part {@code index} of {@code count} parts that are as equal as can be; the last one takes the rest, as AWS does. */
    public static HashRange uniform(int index, int count) {
        BigInteger width = LAST.add(BigInteger.ONE).divide(BigInteger.valueOf(count));
        BigInteger start = width.multiply(BigInteger.valueOf(index));
        return new HashRange(start, index == count - 1 ? LAST : start.add(width).subtract(BigInteger.ONE));
    }

    public boolean contains(BigInteger hashKey) {
        return start.compareTo(hashKey) <= 0 && hashKey.compareTo(end) <= 0;
    }

    /** The first hash key behind this range. */
    public BigInteger next() {
        return end.add(BigInteger.ONE);
    }

    /** Whether the other range begins where this one ends, or the other way round. */
    public boolean isAdjacentTo(HashRange other) {
        return next().equals(other.start) || other.next().equals(start);
    }

    /** Both ranges as one; they must be adjacent. */
    public HashRange with(HashRange other) {
        return new HashRange(start.min(other.start), end.max(other.end));
    }
}
