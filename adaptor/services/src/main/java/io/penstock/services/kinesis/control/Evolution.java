package io.penstock.services.kinesis.control;

import io.penstock.services.kinesis.control.StreamEvent.RoundAbandoned;
import io.penstock.services.kinesis.control.StreamEvent.RoundFinished;
import io.penstock.services.kinesis.control.StreamEvent.RoundPlanned;
import io.penstock.services.kinesis.control.StreamEvent.RoundStarted;
import io.penstock.services.kinesis.control.StreamState.Resharding;
import io.penstock.services.kinesis.stream.ConsumerDefinition;
import io.penstock.services.kinesis.stream.HashRange;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition.Status;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** How the map of shards evolves. */
final class Evolution {

    private static final long MILLIS = 1_000;

    private Evolution() {}

    static StreamState provisioned(StreamState state, StreamEvent.Provisioned topic) {
        StreamDefinition stream = Decisions.required(state)
                .but()
                .version(topic.version())
                .status(Status.ACTIVE)
                .shards(topic.shards())
                .build();
        return state.with(
                stream,
                state.life()
                        .version(topic.version())
                        .shards(topic.partitions(), 0)
                        .topic(topic.topicId()));
    }

    static StreamState grown(StreamState state, StreamEvent.Grown grown) {
        return state.with(
                grown(Decisions.required(state), grown),
                state.life()
                        .version(grown.version())
                        .shards(grown.partitions(), state.life().round()));
    }

    /**
     * Each new shard has one hash key, taken from the end of the last range that has more than one. So what is put keeps going where it went, and with it the order of
     * every partition key, but for one of these hash keys given as ExplicitHashKey: what the new partitions hold is what plain producers write there. They count as old as the stream, since no shard came before them: who starts
     * at any time must find them.
     */
    static StreamDefinition grown(StreamDefinition stream, StreamEvent.Grown grown) {
        List<ShardDefinition> shards = new ArrayList<>(stream.shards());
        ShardDefinition wide = shards.stream()
                .filter(shard -> !shard.range().start().equals(shard.range().end()))
                .max(Comparator.comparing(shard -> shard.range().start()))
                .orElseThrow(() -> new IllegalStateException("no shard of " + stream.arn() + " has two hash keys"));
        int more = grown.partitions() - shards.size();
        BigInteger key = wide.range().end().subtract(BigInteger.valueOf(more));
        shards.set(wide.number(), wide.in(new HashRange(wide.range().start(), key)));
        while (shards.size() < grown.partitions()) {
            key = key.add(BigInteger.ONE);
            shards.add(new ShardDefinition(
                    shards.size(),
                    new HashRange(key, key),
                    grown.atMillis() / MILLIS,
                    ShardDefinition.Parents.NONE,
                    Grants.first(0),
                    new ShardDefinition.Life(stream.createdMillis(), ShardDefinition.NEVER, 0)));
        }
        return stream.but().version(grown.version()).shards(shards).build();
    }

    private static List<ShardDefinition> replaced(
            StreamDefinition stream, List<Integer> numbers, UnaryOperator<ShardDefinition> change) {
        Set<Integer> changed = Set.copyOf(numbers);
        return stream.shards().stream()
                .map(shard -> changed.contains(shard.number()) ? change.apply(shard) : shard)
                .toList();
    }

    static StreamDefinition granted(StreamDefinition stream, StreamEvent.Granted granted) {
        return stream.but()
                .shards(replaced(stream, List.of(granted.shard()), shard -> shard.granted(granted.granted())))
                .build();
    }

    /** Parents end at what was granted. */
    static StreamDefinition started(StreamDefinition stream, RoundStarted round) {
        return stream.but()
                .version(round.version())
                .status(Status.UPDATING)
                .shards(replaced(stream, round.parents(), ShardDefinition::closing))
                .build();
    }

    static StreamState started(StreamState state, RoundStarted round) {
        StreamDefinition stream = started(Decisions.required(state), round);
        return state.with(stream, life(state, round.version(), round.round(), round.children()))
                .with(new Resharding(round.round(), round.parents(), round.children(), round.target(), false))
                .withoutMeters(round.parents());
    }

    /** Numbers of children follow each other, and journals of before there were plans have rounds that began without one. */
    private static StreamState.Life life(StreamState state, long version, int round, List<ShardDefinition> children) {
        return state.life().version(version).shards(children.getLast().number() + 1, round);
    }

    static StreamDefinition planned(StreamDefinition stream, RoundPlanned round) {
        return stream.but().version(round.version()).status(Status.UPDATING).build();
    }

    static StreamState planned(StreamState state, RoundPlanned round) {
        return state.with(
                        planned(Decisions.required(state), round),
                        life(state, round.version(), round.round(), round.children()))
                .with(new Resharding(round.round(), round.parents(), round.children(), round.target(), true));
    }

    /** The numbers of the children are free again: nobody was told of them. */
    static StreamState abandoned(StreamState state, RoundAbandoned abandoned) {
        Resharding round = underWay(state, abandoned.round());
        StreamDefinition stream = Decisions.required(state)
                .but()
                .version(abandoned.version())
                .status(Status.ACTIVE)
                .build();
        int next = round.children().getFirst().number();
        return state.with(stream, state.life().version(abandoned.version()).shards(next, abandoned.round()))
                .with((Resharding) null);
    }

    private static Resharding underWay(StreamState state, int number) {
        Resharding round = state.resharding();
        if (round == null || round.round() != number) {
            throw new IllegalStateException("round " + number + " of " + state.arn() + " is not under way: " + round);
        }
        return round;
    }

    static StreamState finished(StreamState state, RoundFinished finished) {
        Resharding round = underWay(state, finished.round());
        StreamDefinition stream = Decisions.required(state);
        List<ShardDefinition> shards =
                new ArrayList<>(replaced(stream, round.parents(), shard -> shard.closed(finished.atMillis())));
        round.children().forEach(child -> shards.add(child.opened(finished.atMillis())));
        shards.sort(Comparator.comparingInt(ShardDefinition::number));
        StreamDefinition changed = stream.but()
                .version(finished.version())
                .status(stream.status() == Status.DELETING ? Status.DELETING : Status.ACTIVE)
                .shards(shards)
                .build();
        return state.with(changed, state.life().version(finished.version())).with((Resharding) null);
    }

    static StreamDefinition forgotten(StreamDefinition stream, StreamEvent.ShardsForgotten gone) {
        return stream.but()
                .version(gone.version())
                .shards(stream.shards().stream()
                        .filter(shard -> !gone.shards().contains(shard.number()))
                        .toList())
                .build();
    }

    /** Consumers that are not registered any more. */
    static List<ConsumerDefinition> gone(StreamDefinition before, StreamDefinition after) {
        Set<String> left = after.consumers().stream()
                .map(consumer -> consumer.arn(after.arn()))
                .collect(Collectors.toSet());
        return before.consumers().stream()
                .filter(consumer -> !left.contains(consumer.arn(before.arn())))
                .toList();
    }
}
