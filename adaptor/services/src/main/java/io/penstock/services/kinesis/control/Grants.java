package io.penstock.services.kinesis.control;

import io.penstock.services.kinesis.control.StreamEvent.Granted;
import io.penstock.services.kinesis.control.StreamState.Meter;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamReply.Grant;

/** How far grants run ahead: ten seconds of a shard's traffic, within bounds. */
final class Grants {

    /** An idle shard is filled up by that many records when it ends. */
    static final long LEAST = 1_024;

    /** Filling more up would take seconds. */
    static final long MOST = 262_144;

    private static final long AHEAD_SECONDS = 10;
    private static final long MILLIS = 1_000;

    private Grants() {}

    /** The grant of a shard that begins at an offset. */
    static long first(long offset) {
        return offset + LEAST;
    }

    static Meter meter(StreamState state, ShardDefinition shard) {
        Meter known = state.meters().get(shard.number());
        long begin = shard.granted() - LEAST;
        return known == null ? new Meter(begin, begin + LEAST / 2, shard.life().createdMillis()) : known;
    }

    /** The next grant after an offset was seen. */
    static Granted next(ShardDefinition shard, Meter last, long seen, long nowMillis) {
        long elapsed = Math.max(1, nowMillis - last.atMillis());
        long perSecond = Math.max(0, seen - last.seen()) * MILLIS / elapsed;
        long ahead = Math.clamp(perSecond * AHEAD_SECONDS, LEAST, MOST);
        return new Granted(shard.number(), Math.max(shard.granted(), seen + 1 + ahead), seen, nowMillis);
    }

    static Meter meter(Granted granted) {
        return new Meter(granted.seen(), granted.seen() + (granted.granted() - granted.seen()) / 2, granted.atMillis());
    }

    static Grant grant(ShardDefinition shard, Meter meter, long version) {
        return switch (shard.state()) {
            case OPEN -> new Grant(shard.number(), shard.granted(), meter.askAt(), 0);
            case CLOSING, CLOSED -> new Grant(shard.number(), shard.life().closing(), Long.MAX_VALUE, version);
        };
    }
}
