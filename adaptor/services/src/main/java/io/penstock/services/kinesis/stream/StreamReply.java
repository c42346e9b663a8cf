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

    record Noted() implements StreamReply {}
}
