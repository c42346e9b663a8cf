package io.penstock.services.kinesis.stream;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A shard as every node knows it.
 *
 * @param number the shard's number, which is that of its partition
 * @param epoch seconds since 1970 of its creation, but always greater than its parents'; part of its sequence numbers
 * @param parents where it came from
 * @param granted below this offset appends may be acknowledged and records be read, as of this version of the definition; {@link WriteGate} knows later ones
 * @param life when it was made, and what became of it
 */
public record ShardDefinition(int number, HashRange range, long epoch, Parents parents, long granted, Life life) {

    /** Records at this offset or beyond do not exist for an open shard: it has no end. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final Pattern ID = Pattern.compile("shardId-[0-9]{12}");
    private static final int PREFIX = "shardId-".length();

    /** The shards that this one replaces; both absent for a shard that a stream was created with. */
    public record Parents(
            @Nullable Integer parent, @Nullable Integer adjacent) {
        public static final Parents NONE = new Parents(null, null);
    }

    /**
     * @param closing the offset that closes the shard: no record at it or behind it is part of the shard, whatever is in the log. {@link #NEVER} while the
     *     shard is open
     * @param closedMillis when its children took over; 0 while it is open or on its way to be closed
     */
    public record Life(long createdMillis, long closing, long closedMillis) {}

    /** What a shard takes. */
    public enum State {
        /** Takes records. */
        OPEN,
        /** Its end is fixed, its children are not there yet: who wants to append waits for a later version of the definition. */
        CLOSING,
        /** Its children take its records. */
        CLOSED
    }

    /** {@code shardId-000000000007}. */
    public String id() {
        return id(number);
    }

    /** The id of a shard with this number. */
    public static String id(int number) {
        return String.format(Locale.ROOT, "shardId-%012d", number);
    }

    /** The number in a shard id; empty for anything that is not an id of ours. */
    public static OptionalInt numberOf(String id) {
        if (!ID.matcher(id).matches()) {
            return OptionalInt.empty();
        }
        long number = Long.parseLong(id.substring(PREFIX));
        return number > Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of((int) number);
    }

    public State state() {
        if (life.closing() == NEVER) {
            return State.OPEN;
        }
        return life.closedMillis() == 0 ? State.CLOSING : State.CLOSED;
    }

    /** Lower than every record's. */
    public SequenceNumber starting() {
        return new SequenceNumber(epoch, 0, number);
    }

    /** The number of a record of this shard. */
    public SequenceNumber sequenceNumber(long offset) {
        return new SequenceNumber(epoch, offset + 1, number);
    }

    /** The offset of one of this shard's numbers, -1 for {@link #starting}; empty for a number of another shard. */
    public OptionalLong offsetOf(SequenceNumber sequenceNumber) {
        return sequenceNumber.shard() == number && sequenceNumber.epoch() == epoch
                ? OptionalLong.of(sequenceNumber.place() - 1)
                : OptionalLong.empty();
    }

    /** Higher than every record's; empty until the shard is closed. */
    public Optional<SequenceNumber> ending() {
        return state() == State.CLOSED ? Optional.of(sequenceNumber(life.closing())) : Optional.empty();
    }

    /** This shard with other hash keys. */
    public ShardDefinition in(HashRange keys) {
        return new ShardDefinition(number, keys, epoch, parents, granted, life);
    }

    /** This shard with a higher grant. */
    public ShardDefinition granted(long offset) {
        return new ShardDefinition(number, range, epoch, parents, Math.max(granted, offset), life);
    }

    /** This shard with its end fixed at what was granted. */
    public ShardDefinition closing() {
        return new ShardDefinition(
                number, range, epoch, parents, granted, new Life(life.createdMillis(), granted, life.closedMillis()));
    }

    /** This shard with its children in its place. */
    public ShardDefinition closed(long millis) {
        return new ShardDefinition(
                number, range, epoch, parents, granted, new Life(life.createdMillis(), life.closing(), millis));
    }

    /** This shard from the moment on at which it takes its parents' place. */
    public ShardDefinition opened(long millis) {
        return new ShardDefinition(
                number, range, epoch, parents, granted, new Life(millis, life.closing(), life.closedMillis()));
    }
}
