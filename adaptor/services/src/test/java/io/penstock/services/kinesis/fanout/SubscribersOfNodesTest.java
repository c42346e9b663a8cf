package io.penstock.services.kinesis.fanout;

import static io.penstock.services.kinesis.KinesisFixture.fault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.port.Machines;
import io.penstock.services.kinesis.Kinesis;
import io.penstock.services.kinesis.KinesisFixture;
import io.penstock.services.kinesis.data.DataFixture;
import io.penstock.services.kinesis.data.DataPlane;
import io.penstock.services.kinesis.data.DataPorts;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.rules.KinesisSettings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;

/** Two nodes push the shards of one stream; what they know of each other comes from the stream's owner. */
@Timeout(120)
class SubscribersOfNodesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final class World implements AutoCloseable {
        private final KinesisFixture fixture;
        private final SubscribeToShard here;
        private final SubscribeToShard there;
        private final String consumer;

        World(KinesisSettings settings) {
            fixture = new KinesisFixture(settings);
            fixture.create("s", 2);
            here = node();
            there = node();
            consumer = register("c");
        }

        static World strict() {
            KinesisLimits aws = KinesisLimits.AWS;
            return new World(KinesisSettings.DEFAULT.with(
                    new KinesisLimits("test", aws.shard(), aws.calls(), aws.account(), true)));
        }

        private SubscribeToShard node() {
            return node(fixture.world.machines());
        }

        SubscribeToShard node(Machines machines) {
            Kinesis.Streams streams = fixture.kinesis.streams();
            return new SubscribeToShard(new DataPlane(
                    new DataPorts(
                            streams.directory(),
                            streams.gate(),
                            machines,
                            fixture.world.recordLog(),
                            fixture.world.clock()),
                    streams.settings()));
        }

        String register(String name) {
            return fixture.client
                    .registerStreamConsumer(r -> r.streamARN(fixture.arn("s")).consumerName(name))
                    .consumer()
                    .consumerARN();
        }

        Running subscribe(SubscribeToShard node, String consumerArn, int shard) {
            return new Running(
                    node,
                    SubscribeToShardRequest.builder()
                            .consumerARN(consumerArn)
                            .shardId(DataFixture.id(shard))
                            .startingPosition(p -> p.type(ShardIteratorType.TRIM_HORIZON))
                            .build());
        }

        Running subscribe(SubscribeToShard node) {
            return subscribe(node, consumer, 0);
        }

        void put(String data) {
            fixture.client.putRecord(r ->
                    r.streamName("s").partitionKey("k").explicitHashKey("0").data(SdkBytes.fromUtf8String(data)));
        }

        AggregateId id() {
            return new AggregateId(fixture.arn("s"));
        }

        /** Until the nodes' questions are with the owner. */
        void awaitWatchers(int count) {
            await().atMost(PATIENCE).until(() -> fixture.world.parked() == count);
        }

        @Override
        public void close() {
            fixture.close();
        }
    }

    private static void assertInUse(Supplier<Running> call) {
        FaultException early = fault(call::get);
        assertThat(early.fault().shape()).isEqualTo("ResourceInUseException");
    }

    private static void end(Running... all) {
        for (Running running : all) {
            running.call.cancellation().cancel();
            // Whoever leaves during a call of a port hears that nothing came of it.
            await().atMost(PATIENCE).until(running.done::isDone);
        }
    }

    @Test
    void within_five_seconds_the_shard_is_in_use_on_every_node_and_later_it_is_taken_over() throws Exception {
        try (World world = World.strict()) {
            Running first = world.subscribe(world.here);
            world.fixture.advance(Duration.ofMillis(4_999));
            assertInUse(() -> world.subscribe(world.here));
            assertInUse(() -> world.subscribe(world.there));
            world.fixture.advance(Duration.ofMillis(1));
            Running second = world.subscribe(world.there);
            assertThat(first.failure().fault().shape()).isEqualTo("ResourceInUseException");
            world.put("x");
            assertThat(second.records(1)).containsExactly("x");
            world.fixture.advance(Duration.ofSeconds(5));
            Running third = world.subscribe(world.here);
            assertThat(second.failure().fault().shape()).isEqualTo("ResourceInUseException");
            end(third);
        }
    }

    @Test
    void other_shards_and_other_consumers_are_left_alone() throws Exception {
        try (World world = World.strict()) {
            String other = world.register("d");
            Running one = world.subscribe(world.here);
            Running otherShard = world.subscribe(world.there, world.consumer, 1);
            Running otherConsumer = world.subscribe(world.there, other, 0);
            world.put("x");
            assertThat(one.records(1)).containsExactly("x");
            assertThat(otherConsumer.records(1)).containsExactly("x");
            assertThat(otherShard.done).isNotDone();
            end(one, otherShard, otherConsumer);
            world.awaitWatchers(0);
        }
    }

    @Test
    void without_limits_a_new_subscription_takes_over_at_once() throws Exception {
        try (World world = new World(KinesisSettings.DEFAULT)) {
            Running first = world.subscribe(world.here);
            world.awaitWatchers(1);
            Running second = world.subscribe(world.there);
            assertThat(first.failure().fault().shape()).isEqualTo("ResourceInUseException");
            Running third = world.subscribe(world.there);
            assertThat(second.failure().fault().shape()).isEqualTo("ResourceInUseException");
            end(third);
        }
    }

    @Test
    void the_next_owner_of_the_stream_knows_who_is_subscribed() throws Exception {
        try (World world = World.strict()) {
            Running first = world.subscribe(world.here);
            world.awaitWatchers(1);
            world.fixture.world.crashAndRecover();
            assertInUse(() -> world.subscribe(world.there));
            world.fixture.advance(Duration.ofSeconds(5));
            Running second = world.subscribe(world.there);
            assertThat(first.failure().fault().shape()).isEqualTo("ResourceInUseException");
            end(second);
        }
    }

    @Test
    void in_an_orderly_hand_over_the_old_one_still_hears_of_the_new_one() throws Exception {
        try (World world = World.strict()) {
            Running first = world.subscribe(world.here);
            world.awaitWatchers(1);
            world.fixture.world.snapshot(world.id());
            world.fixture.world.stepDown(world.id());
            world.fixture.advance(Duration.ofSeconds(5));
            Running second = world.subscribe(world.there);
            assertThat(first.failure().fault().shape()).isEqualTo("ResourceInUseException");
            end(second);
        }
    }

    /** The way of a node to the owners, which can be cut: then questions stay without an answer, those that are under way too. */
    private record Line(Machines machines, AtomicBoolean isCut) implements Machines {

        @Override
        public <S, C, E, R> void register(Machine<S, C, E, R> machine, Companion.Factory<S, C, E, R> companions) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <C, R> CompletableFuture<R> submit(MachineType<C, R> type, AggregateId id, C command) {
            CompletableFuture<R> heard = new CompletableFuture<>();
            if (!isCut.get()) {
                machines.submit(type, id, command).whenComplete((reply, failure) -> {
                    if (!isCut.get()) {
                        if (failure == null) {
                            heard.complete(reply);
                        } else {
                            heard.completeExceptionally(failure);
                        }
                    }
                });
            }
            return heard;
        }
    }

    @Test
    void a_node_that_is_cut_off_from_the_owner_pushes_beside_its_successor_for_a_minute_at_most() throws Exception {
        try (World world = new World(KinesisSettings.DEFAULT)) {
            Line line = new Line(world.fixture.world.machines(), new AtomicBoolean());
            Running first = world.subscribe(world.node(line));
            world.awaitWatchers(1);
            // As long as it hears of the owner it goes on.
            for (int i = 0; i < 8; i++) {
                world.fixture.advance(Duration.ofSeconds(10));
                world.awaitWatchers(1);
            }
            line.isCut().set(true);
            Running second = world.subscribe(world.there);
            world.put("x");
            assertThat(first.records(1)).as("it cannot know").containsExactly("x");
            assertThat(second.records(1)).containsExactly("x");
            world.fixture.advance(Duration.ofSeconds(59));
            world.put("y");
            assertThat(first.records(1)).containsExactly("y");
            world.fixture.advance(Duration.ofSeconds(1));
            assertThat(first.failure().fault().shape()).isEqualTo("InternalFailureException");
            world.put("z");
            assertThat(second.records(2)).containsExactly("y", "z");
            assertThat(first.events).as("records after its end").noneMatch(SubscribeToShardEvent::hasRecords);
            end(second);
        }
    }

    @Test
    void a_subscription_that_begins_when_the_line_is_back_is_not_judged_by_the_silence_before_it() throws Exception {
        try (World world = new World(KinesisSettings.DEFAULT)) {
            Line line = new Line(world.fixture.world.machines(), new AtomicBoolean());
            SubscribeToShard node = world.node(line);
            Running first = world.subscribe(node);
            world.awaitWatchers(1);
            line.isCut().set(true);
            world.fixture.advance(Duration.ofSeconds(59));
            line.isCut().set(false);
            Running other = world.subscribe(node, world.consumer, 1);
            world.fixture.advance(Duration.ofSeconds(1));
            assertThat(first.failure().fault().shape()).isEqualTo("InternalFailureException");
            assertThat(other.done).isNotDone();
            end(other);
        }
    }
}
