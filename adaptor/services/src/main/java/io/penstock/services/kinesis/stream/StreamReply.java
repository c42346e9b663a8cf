package io.penstock.services.kinesis.stream;

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

    record Noted() implements StreamReply {}
}
