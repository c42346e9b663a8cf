package io.penstock.services.kinesis.control;

import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamCommand.Load;
import io.penstock.services.kinesis.stream.StreamDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to a stream. Those with a version change what is published. */
public sealed interface StreamEvent {

    record Created(StreamDefinition stream) implements StreamEvent {}

    /**
     * The topic is there.
     *
     * @param shards of the stream; for an adopted topic made from its partitions
     * @param partitions of the topic
     * @param topicId of a topic that was made for the stream
     */
    record Provisioned(
            long version,
            List<ShardDefinition> shards,
            int partitions,
            @Nullable String topicId) implements StreamEvent {}

    /**
     * An adopted topic has more partitions than before.
     *
     * @param partitions how many it has
     * @param atMillis when that was found, in milliseconds since 1970
     */
    record Grown(long version, int partitions, long atMillis) implements StreamEvent {}

    /**
     * Anything but shards changed.
     *
     * @param stream its shards are left out and do not count
     */
    record Changed(StreamDefinition stream) implements StreamEvent {}

    /** A shard's log counts below {@code granted}; that was decided when {@code seen} had been seen. */
    record Granted(int shard, long granted, long seen, long atMillis) implements StreamEvent {}

    /**
     * Shards are to be replaced, once the partitions of those that replace them are there. Until then nothing changes for anybody, so it can be given up.
     *
     * @param children not in the map yet
     * @param target the number of shards to come to in as many rounds as it takes; null when this round is all
     */
    record RoundPlanned(
            long version,
            int round,
            List<Integer> parents,
            List<ShardDefinition> children,
            @Nullable Integer target) implements StreamEvent {}

    /** The cluster will not make the partitions of a plan: the shards stay as they are. */
    record RoundAbandoned(long version, int round) implements StreamEvent {}

    /**
     * Parents take no further grants, so their ends are fixed.
     *
     * @param children not in the map yet
     * @param target the number of shards to come to in as many rounds as it takes; null when this round is all
     */
    record RoundStarted(
            long version,
            int round,
            List<Integer> parents,
            List<ShardDefinition> children,
            @Nullable Integer target) implements StreamEvent {}

    /** Parents are closed, children are open. */
    record RoundFinished(long version, int round, long atMillis) implements StreamEvent {}

    /** Closed shards whose records retention has forgotten. */
    record ShardsForgotten(long version, List<Integer> shards) implements StreamEvent {}

    /** The mode or the number of shards was changed by a caller, which counts against a quota. */
    record Counted(What what, long atMillis) implements StreamEvent {}

    /** What {@link Counted} counts. */
    enum What {
        MODE,
        SHARD_COUNT
    }

    /** A node was told that the stream is there. Changes nothing; that it is journaled proves it. */
    record Confirmed() implements StreamEvent {}

    /** Nodes reported what they wrote. */
    record Loaded(List<Load> loads, long atMillis) implements StreamEvent {}

    /**
     * A time of measuring load is over.
     *
     * @param quietSince since when the stream could do with fewer shards; 0 when it could not
     */
    record Measured(long atMillis, long quietSince) implements StreamEvent {}

    /**
     * A consumer took a shard, whoever had it before.
     *
     * @param token grows with every subscription of the stream
     */
    record Subscribed(String consumerArn, int shard, long token, long atMillis) implements StreamEvent {}

    /** Deletion began. */
    record Deleted(long version) implements StreamEvent {}

    /** Nothing is left. */
    record Removed(long version, long atMillis) implements StreamEvent {}

    /** The name may be forgotten. */
    record Forgotten() implements StreamEvent {}
}
