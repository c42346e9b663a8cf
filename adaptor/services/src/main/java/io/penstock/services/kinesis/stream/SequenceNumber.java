package io.penstock.services.kinesis.stream;

import java.math.BigInteger;
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

    /** The decimal digits. */
    @Override
    public String toString() {
        return TOP.or(BigInteger.valueOf(epoch).shiftLeft(EPOCH_AT))
                .or(BigInteger.valueOf(place).shiftLeft(PLACE_AT))
                .or(BigInteger.valueOf(shard).shiftLeft(TAIL_BITS))
                .or(TAIL)
                .toString();
    }
}
