package io.penstock.services.kinesis.stream;

import io.penstock.services.common.RateShares;
import java.util.List;

/** What a stream's aggregate answers. */
public sealed interface StreamReply {

    /** The stream as it is after the command; published when the caller reads this. */
    record Known(StreamDefinition stream) implements StreamReply {}

    /**
     * There is no stream.
     *
     * @param version the one published with its deletion
     */
    record Absent(long version) implements StreamReply {}

    /** Answers {@link StreamCommand.Extend}, one for each shard asked for. */
    record Grants(List<Grant> grants) implements StreamReply {}

    /**
     * How far a shard's log may be acknowledged and read.
     *
     * @param granted below this offset
     * @param askAt seen this offset, a node asks again before it has to wait
     * @param version of the definition in which the shard is no longer open; 0 while it is open. Then {@code granted} is its end
     */
    record Grant(int shard, long granted, long askAt, long version) {

        boolean isFinal() {
            return version > 0;
        }
    }

    /** The subscription that {@link StreamCommand.Subscribe} was granted, or all that were since {@link StreamCommand.AwaitSubscribed}'s token; none when its time is over. */
    record Subscribed(List<Holder> holders) implements StreamReply {}

    /**
     * Who has a shard of a consumer.
     *
     * @param token grows with every subscription of the stream
     */
    record Holder(String consumerArn, int shard, long token) {}

    /** {@link StreamCommand.Share} on its way to the owner's {@link RateShares}: no caller sees it. */
    record Demanded(long node, long atMillis, List<Rates> demand) implements StreamReply {

        /** What takes its place. */
        public Shares shared(RateShares shares) {
            return new Shares(
                    node,
                    shares
                            .share(
                                    node,
                                    atMillis,
                                    demand.stream().map(Rates::parts).toList())
                            .stream()
                            .map(Rates::of)
                            .toList());
        }
    }

    /**
     * What a node may use of shards, for {@link RateShares#LEASE_MILLIS} from when it asked.
     *
     * @param node the name to ask with from now on
     */
    record Shares(long node, List<Rates> shares) implements StreamReply {}

    /** Of one shard, in parts of its quotas a second. */
    record Rates(int shard, double write, double read, double iterate) {

        /** As nodes and owners count: by shard, what is written, read, and asked for iterators. */
        public static Rates of(RateShares.Rates rates) {
            return new Rates(
                    Math.toIntExact(rates.key()),
                    rates.parts().get(0),
                    rates.parts().get(1),
                    rates.parts().get(2));
        }

        /** The same for {@link RateShares}. */
        public RateShares.Rates parts() {
            return new RateShares.Rates(shard, List.of(write, read, iterate));
        }
    }

    record Noted() implements StreamReply {}
}
