package io.penstock.services.kinesis.stream;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The place of a record: 186 bits that read as 56 decimal digits, as AWS's do. From the top: {@code 10}, 36 bits of the shard's creation in seconds, 64 bits
 * of the place in the log, 32 bits of the shard's number, 52 bits that say the version of the layout. Numbers of one shard are ordered as its log is; those of a child
 * shard are greater than all of its parents'.
 *
 * @param epoch the shard's, see {@link ShardDefinition#epoch}: tells the shards of a deleted stream from those of its successor
 * @param place one more than the offset of the record in the shard's partition; 0 is before every record
 * @param shard the shard's number
 */
public record SequenceNumber(long epoch, long place, int shard) implements Comparable<SequenceNumber> {

    private static final int BITS = 186;
    private static final int EPOCH_BITS = 36;
    private static final int SHARD_BITS = 32;
    private static final int TAIL_BITS = 52;
    private static final int PLACE_AT = TAIL_BITS + SHARD_BITS;
    private static final int EPOCH_AT = PLACE_AT + Long.SIZE;
    private static final BigInteger TOP = BigInteger.ONE.shiftLeft(BITS - 1);
    private static final BigInteger TAIL = BigInteger.TWO;
    private static final BigInteger LONG = BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);
    private static final int MAXIMUM_DIGITS = 57;

    /** All numbers have so many: two to the 185th has, and two to the 186th. */
    private static final int DIGITS = 56;

    private static final int LIMB_DIGITS = 9;
    private static final long LIMB = 1_000_000_000;
    private static final int LIMBS = 7;
    private static final long[] ENDS = limbs(TOP.or(TAIL));
    private static final long[] EPOCH_UNIT = limbs(BigInteger.ONE.shiftLeft(EPOCH_AT));
    private static final long[] PLACE_UNIT = limbs(BigInteger.ONE.shiftLeft(PLACE_AT));
    private static final long[] SHARD_UNIT = limbs(BigInteger.ONE.shiftLeft(TAIL_BITS));

    public SequenceNumber {
        if (epoch < 0 || epoch >= 1L << EPOCH_BITS || place < 0 || shard < 0) {
            throw new IllegalArgumentException("not a place: " + epoch + ", " + place + ", " + shard);
        }
    }

    /** The number that a text says; empty when it is none of ours. */
    public static Optional<SequenceNumber> parse(String text) {
        boolean digits = !text.isEmpty()
                && text.length() <= MAXIMUM_DIGITS
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits) {
            return Optional.empty();
        }
        BigInteger value = new BigInteger(text);
        BigInteger tail = value.and(BigInteger.ONE.shiftLeft(TAIL_BITS).subtract(BigInteger.ONE));
        BigInteger rest = value.subtract(TOP);
        if (value.bitLength() != BITS
                || !tail.equals(TAIL)
                || rest.shiftRight(EPOCH_AT + EPOCH_BITS).signum() != 0) {
            return Optional.empty();
        }
        long epoch = rest.shiftRight(EPOCH_AT).longValueExact();
        long place = rest.shiftRight(PLACE_AT).and(LONG).longValue();
        long shard = rest.shiftRight(TAIL_BITS).longValue() & 0xffff_ffffL;
        return place < 0 || shard > Integer.MAX_VALUE
                ? Optional.empty()
                : Optional.of(new SequenceNumber(epoch, place, (int) shard));
    }

    @Override
    public int compareTo(SequenceNumber other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        int byPlace = byEpoch == 0 ? Long.compare(place, other.place) : byEpoch;
        return byPlace == 0 ? Integer.compare(shard, other.shard) : byPlace;
    }

    /** The decimal digits. Every record that is read has them: as a sum of multiples of powers of two, without the long divisions of BigInteger, which were a quarter of reading. */
    @Override
    public String toString() {
        long[] sum = ENDS.clone();
        add(sum, epoch, EPOCH_UNIT);
        add(sum, place, PLACE_UNIT);
        add(sum, shard, SHARD_UNIT);
        byte[] digits = new byte[DIGITS];
        int at = DIGITS;
        long carry = 0;
        for (int limb = 0; at > 0; limb++) {
            long value = sum[limb] + carry;
            carry = value / LIMB;
            int rest = (int) (value % LIMB);
            for (int i = 0; i < LIMB_DIGITS && at > 0; i++) {
                digits[--at] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
        }
        return new String(digits, StandardCharsets.ISO_8859_1);
    }

    /** Adds a multiple of a unit, without carrying: each limb stays below nine products of two limbs. */
    private static void add(long[] sum, long factor, long[] unit) {
        long rest = factor;
        for (int shift = 0; rest != 0; shift++) {
            long limb = rest % LIMB;
            rest /= LIMB;
            for (int i = 0; i + shift < LIMBS; i++) {
                sum[i + shift] += limb * unit[i];
            }
        }
    }

    /** From the lowest. */
    private static long[] limbs(BigInteger value) {
        long[] limbs = new long[LIMBS];
        BigInteger rest = value;
        for (int i = 0; i < LIMBS; i++) {
            BigInteger[] parts = rest.divideAndRemainder(BigInteger.valueOf(LIMB));
            limbs[i] = parts[1].longValue();
            rest = parts[0];
        }
        return limbs;
    }
}
