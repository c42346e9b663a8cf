package io.penstock.services.kinesis.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.walk.RandomWalk;
import io.penstock.services.kinesis.rules.KinesisSettings;
import io.penstock.services.kinesis.stream.HashRange;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamCommand.Load;
import io.penstock.services.kinesis.stream.StreamCommand.Seen;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition.Mode;
import io.penstock.services.kinesis.stream.StreamDefinition.Topic;
import io.penstock.services.kinesis.stream.StreamReply;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class StreamMachineTest {

    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
    private static final Topic TOPIC = new Topic("t", false);

    /** Ends of shards, by creation and shard: once fixed they never move. */
    private final Map<String, Long> ends = new HashMap<>();

    @Test
    void maps_are_whole_ends_are_fixed_and_children_come_after_parents_whatever_is_asked() {
        StreamMachine machine = new StreamMachine(KinesisSettings.DEFAULT);
        RandomWalk.of(machine, StreamMachineTest::next)
                .id(new AggregateId(ARN))
                .longestPause(Duration.ofMinutes(30))
                .check((state, step) -> check(state))
                .run();
    }

    private static StreamCommand next(StreamState state, Instant now, RandomGenerator random) {
        StreamDefinition stream = state.stream();
        if (stream == null) {
            return new StreamCommand.Create(
                    random.nextInt(1, 5),
                    random.nextBoolean() ? Mode.PROVISIONED : Mode.ON_DEMAND,
                    TOPIC,
                    1024,
                    Map.of());
        }
        if (stream.status() == StreamDefinition.Status.DELETING) {
            return new StreamCommand.RuinRemoved(stream.id());
        }
        ShardDefinition shard =
                stream.shards().get(random.nextInt(stream.shards().size()));
        return switch (random.nextInt(20)) {
            case 0, 1 ->
                new StreamCommand.Provisioned(
                        stream.id(), "topic", LongStream.range(0, 5).boxed().toList());
            case 2, 3 -> new StreamCommand.Split(shard.id(), ReshardPlan.middle(shard));
            case 4 -> merge(stream, random);
            case 5 ->
                new StreamCommand.UpdateShardCount(
                        random.nextInt(1, 2 * stream.openShards().size() + 2));
            case 6, 7 -> new StreamCommand.RoundReady(stream.id(), state.life().round());
            case 8 ->
                random.nextInt(4) == 0
                        ? new StreamCommand.PartitionsRefused(
                                stream.id(), state.life().round())
                        : new StreamCommand.PartitionsReady(
                                stream.id(), state.life().round());
            case 9 ->
                new StreamCommand.Report(stream.id(), List.of(new Load(shard.number(), random.nextInt(200_000), 1)));
            case 10 -> random.nextInt(20) == 0 ? new StreamCommand.Delete(true) : new StreamCommand.Describe();
            case 11 -> new StreamCommand.SetMode(random.nextBoolean() ? Mode.PROVISIONED : Mode.ON_DEMAND);
            case 12 -> new StreamCommand.Tag(null, Map.of("k" + random.nextInt(3), "v"));
            case 16 ->
                new StreamCommand.Share(
                        stream.id(),
                        random.nextInt(3),
                        List.of(new StreamReply.Rates(shard.number(), random.nextDouble(), 0, 1)));
            case 13 -> new StreamCommand.RegisterConsumer("c" + random.nextInt(3), Map.of());
            case 14 -> subscribe(stream, shard, random);
            case 15 ->
                new StreamCommand.AwaitSubscribed(
                        stream.id(), Math.max(0, state.held().newest() - random.nextInt(2)));
            default ->
                new StreamCommand.Extend(
                        stream.id(), List.of(new Seen(shard.number(), shard.granted() + random.nextInt(-600, 600))));
        };
    }

    private static StreamCommand subscribe(StreamDefinition stream, ShardDefinition shard, RandomGenerator random) {
        String name = "c" + random.nextInt(3);
        return stream.consumer(name)
                .filter(known -> random.nextInt(20) > 0)
                .map(known -> (StreamCommand)
                        new StreamCommand.Subscribe(stream.id(), known.arn(stream.arn()), shard.number()))
                .orElse(new StreamCommand.DeregisterConsumer(name, null));
    }

    private static StreamCommand merge(StreamDefinition stream, RandomGenerator random) {
        List<ShardDefinition> open = ReshardPlan.inOrder(stream.openShards());
        int first = random.nextInt(open.size());
        return new StreamCommand.Merge(
                open.get(first).id(),
                open.get(Math.min(first + 1, open.size() - 1)).id());
    }

    private void check(StreamState state) {
        StreamDefinition stream = state.stream();
        if (stream == null) {
            return;
        }
        BigInteger next = BigInteger.ZERO;
        for (ShardDefinition shard : ReshardPlan.inOrder(stream.openShards())) {
            assertThat(shard.range().start()).as("no gap and no overlap").isEqualTo(next);
            next = shard.range().next();
        }
        assertThat(next).isEqualTo(HashRange.LAST.add(BigInteger.ONE));
        for (ShardDefinition shard : stream.shards()) {
            if (shard.state() != ShardDefinition.State.OPEN) {
                assertThat(shard.life().closing())
                        .as("the end is the last grant")
                        .isEqualTo(shard.granted())
                        .isEqualTo(ends.computeIfAbsent(
                                stream.id() + shard.id(), first -> shard.life().closing()));
            }
            List<Integer> parents = new ArrayList<>();
            if (shard.parents().parent() != null) {
                parents.add(shard.parents().parent());
            }
            parents.forEach(parent -> stream.shard(parent).ifPresent(known -> {
                assertThat(known.state()).isEqualTo(ShardDefinition.State.CLOSED);
                assertThat(shard.starting()).isGreaterThan(known.ending().orElseThrow());
            }));
        }
    }
}
