package io.penstock.services.kinesis.control;

import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamReply.Holder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who took which shard last. Kept for twice as long as a subscription may live, so that nobody who misses his own here is still entitled to anything.
 *
 * @param newest the last token
 * @param consumers by ARN, of registered ones; then by shard
 */
public record Subscribers(long newest, SortedMap<String, SortedMap<Integer, Taken>> consumers) {

    static final Subscribers NONE = new Subscribers(0, Collections.emptySortedMap());

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
        return new Subscribers(event.token(), all);
    }

    /** Without consumers that are no longer registered. */
    Subscribers only(StreamDefinition stream) {
        Set<String> registered = stream.consumers().stream()
                .map(consumer -> consumer.arn(stream.arn()))
                .collect(Collectors.toSet());
        if (registered.containsAll(consumers.keySet())) {
            return this;
        }
        SortedMap<String, SortedMap<Integer, Taken>> left = new TreeMap<>(consumers);
        left.keySet().retainAll(registered);
        return new Subscribers(newest, left);
    }
}
