package io.penstock.services.kinesis.data;

import io.penstock.services.common.Await;
import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.stream.SequenceNumber;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.wire.CallContext;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** From starting positions to offsets, for GetShardIterator and SubscribeToShard. */
public final class Positions {

    private final DataPorts ports;

    Positions(DataPorts ports) {
        this.ports = ports;
    }

    /**
     * A starting position as a caller states it.
     *
     * @param operation named in errors
     */
    public record Wish(
            String operation,
            ShardIteratorType type,
            @Nullable String sequenceNumber,
            @Nullable Instant timestamp) {}

    /** The first offset to be read. LATEST is the end of the shard at this moment. */
    public long offset(CallContext call, StreamDefinition stream, ShardDefinition shard, Wish wish)
            throws InterruptedException {
        return switch (wish.type()) {
            case TRIM_HORIZON -> 0;
            case LATEST -> Await.reply(call, ports.log().end(stream.partition(shard.number())));
            case AT_SEQUENCE_NUMBER -> Math.max(0, numbered(stream, shard, wish));
            case AFTER_SEQUENCE_NUMBER -> numbered(stream, shard, wish) + 1;
            case AT_TIMESTAMP ->
                Await.reply(
                        call,
                        ports.log()
                                .offsetAt(
                                        stream.partition(shard.number()),
                                        timestamp(wish).toEpochMilli()));
            case UNKNOWN_TO_SDK_VERSION -> throw KinesisFaults.invalid("Unknown ShardIteratorType.");
        };
    }

    private static long numbered(StreamDefinition stream, ShardDefinition shard, Wish wish) {
        String text = wish.sequenceNumber();
        if (text == null) {
            throw KinesisFaults.invalid(
                    "Must specify StartingSequenceNumber for iterator of type " + wish.type() + ".");
        }
        OptionalLong offset = SequenceNumber.parse(text).map(shard::offsetOf).orElse(OptionalLong.empty());
        return offset.orElseThrow(() -> KinesisFaults.invalid("StartingSequenceNumber " + text + " used in "
                + wish.operation() + " on shard " + shard.id() + " in stream " + stream.name() + " under account "
                + stream.account() + " is invalid."));
    }

    private Instant timestamp(Wish wish) {
        Instant timestamp = wish.timestamp();
        if (timestamp == null) {
            throw KinesisFaults.invalid("Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. "
                    + "Current request has no timestamp parameter.");
        }
        Instant now = ports.clock().instant();
        if (timestamp.isAfter(now)) {
            throw KinesisFaults.invalid(
                    "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. "
                            + "timestampInMillis: " + timestamp.toEpochMilli() + ", currentTimestampInMillis: "
                            + now.toEpochMilli());
        }
        return timestamp;
    }
}
