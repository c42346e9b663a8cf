package io.penstock.services.kinesis.control;

import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.stream.ConsumerDefinition;
import io.penstock.services.kinesis.stream.StreamReply.Holder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who took which shard last. Kept for twice as long as a subscription may live, so that nobody who misses his own here is still entitled to anything.
 *
 * @param newest the last token
 * @param consumers by ARN, of registered ones; then by shard
 * @param retiredMillis the latest registration of all consumers of this stream's name that are gone: ARNs with its second or an earlier one may have been given; 0
 *     before there were any
 */
public record Subscribers(long newest, SortedMap<String, SortedMap<Integer, Taken>> consumers, long retiredMillis) {

    static final Subscribers NONE = new Subscribers(0, Collections.emptySortedMap(), 0);

    private static final long MILLIS = 1_000;

    private static final long KEPT_MILLIS = 2 * KinesisLimits.SUBSCRIPTION_LIFE.toMillis();

    /** A subscription. */
    public record Taken(long token, long atMillis) {}

    public Subscribers {
        consumers = Collections.unmodifiableSortedMap(consumers);
    }

    Optional<Taken> last(String consumerArn, int shard) {
        @Nullable SortedMap<Integer, Taken> shards = consumers.get(consumerArn);
        return shards == null ? Optional.empty() : Optional.ofNullable(shards.get(shard));
    }

    /** Those with a later token. */
    List<Holder> after(long token) {
        List<Holder> later = new ArrayList<>();
        consumers.forEach((arn, shards) -> shards.forEach((shard, taken) -> {
            if (taken.token() > token) {
                later.add(new Holder(arn, shard, taken.token()));
            }
        }));
        return later;
    }

    /** Only the maps on the way to the change are copied: a stream may have thousands of shards, and each is taken anew every five minutes. */
    Subscribers with(StreamEvent.Subscribed event) {
        SortedMap<Integer, Taken> shards =
                new TreeMap<>(consumers.getOrDefault(event.consumerArn(), Collections.emptySortedMap()));
        shards.values().removeIf(taken -> taken.atMillis() < event.atMillis() - KEPT_MILLIS);
        shards.put(event.shard(), new Taken(event.token(), event.atMillis()));
        SortedMap<String, SortedMap<Integer, Taken>> all = new TreeMap<>(consumers);
        all.put(event.consumerArn(), shards);
        return new Subscribers(event.token(), all, retiredMillis);
    }

    /** Without consumers that are no longer registered. */
    Subscribers without(Collection<ConsumerDefinition> gone, String streamArn) {
        if (gone.isEmpty()) {
            return this;
        }
        SortedMap<String, SortedMap<Integer, Taken>> left = new TreeMap<>(consumers);
        long retired = retiredMillis;
        for (ConsumerDefinition consumer : gone) {
            left.remove(consumer.arn(streamArn));
            retired = Math.max(retired, consumer.createdMillis());
        }
        return new Subscribers(newest, left, retired);
    }

    /** What a stream made anew under the name of this one must know of it. */
    Subscribers successor() {
        return new Subscribers(0, Collections.emptySortedMap(), retiredMillis);
    }

    /**
     * When a consumer that registers now is registered, in milliseconds since 1970. Its ARN ends with the second, so it is a later second than that of any consumer
     * that is gone: who holds the ARN of an earlier registration must not be taken for this one. Ahead of the clock by at most a second for each registration that
     * was taken back in its own second.
     */
    long registration(long nowMillis) {
        return retiredMillis == 0 ? nowMillis : Math.max(nowMillis, (retiredMillis / MILLIS + 1) * MILLIS);
    }
}
