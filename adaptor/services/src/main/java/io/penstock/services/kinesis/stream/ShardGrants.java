package io.penstock.services.kinesis.stream;

import io.penstock.services.kinesis.stream.StreamReply.Grant;
import io.penstock.services.kinesis.stream.WriteGate.Bound;
import java.util.concurrent.atomic.LongAdder;

/** What a node knows of one shard's grants, and what it wrote there since its last report. Thread-safe; only ever learns more. */
final class ShardGrants {

    private final int shard;
    private final LongAdder records = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private volatile Grant grant;

    ShardGrants(ShardDefinition first, long version) {
        this.shard = first.number();
        this.grant = of(first, version);
    }

    private static Grant of(ShardDefinition shard, long version) {
        return switch (shard.state()) {
            // Half of what was granted may be used up by now, so the first append asks.
            case OPEN -> new Grant(shard.number(), shard.granted(), 0, 0);
            case CLOSING, CLOSED -> new Grant(shard.number(), shard.life().closing(), Long.MAX_VALUE, version);
        };
    }

    int shard() {
        return shard;
    }

    boolean covers(long offset) {
        return offset < grant.granted();
    }

    boolean wantsMore(long offset) {
        return offset >= grant.askAt();
    }

    Bound bound() {
        Grant known = grant;
        return new Bound(known.granted(), known.isFinal(), known.version());
    }

    void learn(ShardDefinition seen, long version) {
        if (seen.state() != ShardDefinition.State.OPEN || seen.granted() > grant.granted()) {
            learn(of(seen, version));
        }
    }

    /** Grants only grow, and nothing follows a final one. */
    synchronized void learn(Grant news) {
        if (!grant.isFinal() && (news.isFinal() || news.granted() >= grant.granted())) {
            grant = news;
        }
    }

    void wrote(int count, long size) {
        records.add(count);
        bytes.add(size);
    }

    StreamCommand.Load load() {
        return new StreamCommand.Load(shard, records.sumThenReset(), bytes.sumThenReset());
    }
}
