package io.penstock.services.kinesis.control;

import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a stream's name.
 *
 * @param stream null when there is none; its version is that of {@code life}
 * @param resharding the round that is under way
 * @param meters when each open shard was granted what
 * @param load what on-demand scaling goes by
 * @param subscribers absent in states that were written before there were any
 */
public record StreamState(
        String arn,
        @Nullable StreamDefinition stream,
        Life life,
        @Nullable Resharding resharding,
        SortedMap<Integer, Meter> meters,
        LoadWindow load,
        @Nullable Subscribers subscribers) {

    /**
     * @param version last published
     * @param removedMillis when the last stream of this name was gone; 0 if there was none
     * @param nextShard number of the next shard; partitions below it exist or are being made
     * @param round number of the last round
     * @param modeChanges when the mode was changed, the last few
     * @param shardCountChanges when UpdateShardCount was called, the last few
     * @param topicId of the topic that was made for the stream; null until then, and for an adopted one
     */
    public record Life(
            long version,
            long removedMillis,
            int nextShard,
            int round,
            List<Long> modeChanges,
            List<Long> shardCountChanges,
            @Nullable String topicId) {

        static final Life NEW = new Life(0, 0, 0, 0, List.of(), List.of(), null);

        Life version(long changed) {
            return new Life(changed, removedMillis, nextShard, round, modeChanges, shardCountChanges, topicId);
        }

        Life topic(@Nullable String id) {
            return new Life(version, removedMillis, nextShard, round, modeChanges, shardCountChanges, id);
        }

        Life shards(int next, int lastRound) {
            return new Life(version, removedMillis, next, lastRound, modeChanges, shardCountChanges, topicId);
        }
    }

    /**
     * See {@link StreamEvent.RoundPlanned} and {@link StreamEvent.RoundStarted}.
     *
     * @param isPlan whether the parents are open still, until the partitions of the children are there
     */
    public record Resharding(
            int round,
            List<Integer> parents,
            List<ShardDefinition> children,
            @Nullable Integer target,
            boolean isPlan) {}

    /**
     * The last grant of a shard.
     *
     * @param seen the offset that led to it
     * @param askAt seen this offset, the next one is due
     */
    public record Meter(long seen, long askAt, long atMillis) {}

    /**
     * Load since a time.
     *
     * @param shards what was written to each shard
     * @param quietSince see {@link StreamEvent.Measured}
     */
    public record LoadWindow(long sinceMillis, long quietSince, SortedMap<Integer, Written> shards) {

        static final LoadWindow NONE = new LoadWindow(0, 0, new TreeMap<>());

        public LoadWindow {
            shards = Collections.unmodifiableSortedMap(new TreeMap<>(shards));
        }
    }

    /** Records and bytes. */
    public record Written(long records, long bytes) {
        Written plus(long moreRecords, long moreBytes) {
            return new Written(records + moreRecords, bytes + moreBytes);
        }
    }

    public StreamState {
        meters = Collections.unmodifiableSortedMap(new TreeMap<>(meters));
    }

    /** Who is subscribed to what. */
    Subscribers held() {
        return subscribers == null ? Subscribers.NONE : subscribers;
    }

    static StreamState initial(String arn) {
        return new StreamState(arn, null, Life.NEW, null, new TreeMap<>(), LoadWindow.NONE, null);
    }

    boolean isInitial() {
        return stream == null && life.equals(Life.NEW);
    }

    StreamState with(@Nullable StreamDefinition changed, Life changedLife) {
        return new StreamState(arn, changed, changedLife, resharding, meters, load, subscribers);
    }

    StreamState with(@Nullable Resharding changed) {
        return new StreamState(arn, stream, life, changed, meters, load, subscribers);
    }

    StreamState with(Meter meter, int shard) {
        SortedMap<Integer, Meter> changed = new TreeMap<>(meters);
        changed.put(shard, meter);
        return new StreamState(arn, stream, life, resharding, changed, load, subscribers);
    }

    StreamState with(LoadWindow changed) {
        return new StreamState(arn, stream, life, resharding, meters, changed, subscribers);
    }

    StreamState with(Subscribers changed) {
        return new StreamState(arn, stream, life, resharding, meters, load, changed);
    }

    StreamState withoutMeters(List<Integer> shards) {
        TreeMap<Integer, Meter> changed = new TreeMap<>(meters);
        shards.forEach(changed::remove);
        return new StreamState(arn, stream, life, resharding, changed, load, subscribers);
    }
}
