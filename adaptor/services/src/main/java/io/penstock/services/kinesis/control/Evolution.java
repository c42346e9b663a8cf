package io.penstock.services.kinesis.control;

import io.penstock.services.kinesis.control.StreamEvent.RoundFinished;
import io.penstock.services.kinesis.control.StreamEvent.RoundStarted;
import io.penstock.services.kinesis.control.StreamState.Resharding;
import io.penstock.services.kinesis.stream.ConsumerDefinition;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** How the map of shards evolves. */
final class Evolution {

    private Evolution() {}

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
        int next = state.life().nextShard() + round.children().size();
        return state.with(stream, state.life().version(round.version()).shards(next, round.round()))
                .with(new Resharding(round.round(), round.parents(), round.children(), round.target()))
                .withoutMeters(round.parents());
    }

    static StreamState finished(StreamState state, RoundFinished finished) {
        Resharding round = state.resharding();
        if (round == null || round.round() != finished.round()) {
            throw new IllegalStateException(
                    "round " + finished.round() + " of " + state.arn() + " is not under way: " + round);
        }
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
