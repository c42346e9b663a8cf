package io.penstock.services.kinesis.fanout;

import static io.penstock.services.kinesis.data.DataFixture.fault;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.services.kinesis.data.DataFixture;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.rules.KinesisSettings;
import io.penstock.wire.EventStreamHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponse;

@Timeout(60)
class SubscribeToShardTest {

    private static final class World implements AutoCloseable {
        private final DataFixture fixture;
        private final SubscribeToShard handler;
        private final String consumer;

        World(KinesisSettings settings) {
            fixture = new DataFixture(1, settings);
            handler = new SubscribeToShard(fixture.plane);
            consumer = fixture.owner.registerConsumer("c");
        }

        World() {
            this(KinesisSettings.DEFAULT);
        }

        Running subscribe(ShardIteratorType type, String sequenceNumber) {
            return subscribe(consumer, type, sequenceNumber);
        }

        Running subscribe(String consumerArn, ShardIteratorType type, String sequenceNumber) {
            return new Running(
                    handler,
                    SubscribeToShardRequest.builder()
                            .consumerARN(consumerArn)
                            .shardId(DataFixture.id(0))
                            .startingPosition(p -> p.type(type).sequenceNumber(sequenceNumber))
                            .build());
        }

        @Override
        public void close() {
            fixture.close();
        }
    }

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "r" + i).toList();
    }

    @Test
    void a_subscriber_gets_what_was_there_and_what_comes() throws Exception {
        try (World world = new World()) {
            world.fixture.putAll("k", texts(0, 300));
            Running running = world.subscribe(ShardIteratorType.TRIM_HORIZON, null);
            assertThat(running.records(300)).isEqualTo(texts(0, 300));
            for (int i = 300; i < 400; i++) {
                world.fixture.put("k", "r" + i);
            }
            assertThat(running.records(100)).isEqualTo(texts(300, 400));
            running.call.cancellation().cancel();
            running.awaitEnd();
            assertThat(world.fixture.plane.tails().size()).isZero();
        }
    }

    @Test
    void many_subscribers_share_one_feed() throws Exception {
        try (World world = new World()) {
            List<Running> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                String consumer = world.fixture.owner.registerConsumer("c" + i);
                all.add(world.subscribe(consumer, ShardIteratorType.TRIM_HORIZON, null));
            }
            Awaitility.await().until(() -> world.fixture.world.recordLog().feeds() == 1);
            world.fixture.putAll("k", texts(0, 50));
            for (Running running : all) {
                assertThat(running.records(50)).isEqualTo(texts(0, 50));
            }
            assertThat(world.fixture.world.recordLog().feeds()).isEqualTo(1);
            all.forEach(running -> running.call.cancellation().cancel());
            all.forEach(Running::awaitEnd);
            Awaitility.await().until(() -> world.fixture.world.recordLog().feeds() == 0);
        }
    }

    @Test
    void the_continuation_goes_on_after_the_last_event_even_when_nothing_was_read() throws Exception {
        try (World world = new World()) {
            Running first = world.subscribe(ShardIteratorType.TRIM_HORIZON, null);
            Awaitility.await().until(() -> world.fixture.plane.tails().size() == 1);
            world.fixture.advance(Duration.ofSeconds(5));
            SubscribeToShardEvent quiet = first.next();
            assertThat(quiet.records()).isEmpty();
            assertThat(quiet.millisBehindLatest()).isZero();
            world.fixture.putAll("k", texts(0, 3));
            Running second =
                    world.subscribe(ShardIteratorType.AFTER_SEQUENCE_NUMBER, quiet.continuationSequenceNumber());
            assertThat(first.failure().fault().shape()).isEqualTo("ResourceInUseException");
            SubscribeToShardEvent event = second.next();
            List<String> got = new ArrayList<>(DataFixture.texts(event.records()));
            String continuation = event.continuationSequenceNumber();
            assertThat(continuation).isEqualTo(event.records().getLast().sequenceNumber());
            Running third = world.subscribe(ShardIteratorType.AFTER_SEQUENCE_NUMBER, continuation);
            world.fixture.put("k", "r3");
            got.addAll(third.records(4 - got.size()));
            assertThat(got).isEqualTo(texts(0, 4));
        }
    }

    @Test
    void after_five_minutes_it_ends() {
        try (World world = new World()) {
            Running running = world.subscribe(ShardIteratorType.LATEST, null);
            Awaitility.await().until(() -> world.fixture.plane.tails().size() == 1);
            world.fixture.advance(Duration.ofMinutes(5));
            running.awaitEnd();
        }
    }

    @Test
    void at_the_end_of_a_shard_the_last_event_names_the_children() throws Exception {
        try (World world = new World()) {
            world.fixture.putAll("k", texts(0, 3));
            Running running = world.subscribe(ShardIteratorType.TRIM_HORIZON, null);
            assertThat(running.records(3)).isEqualTo(texts(0, 3));
            world.fixture.owner.close(0);
            world.fixture.owner.split(0);
            running.awaitEnd();
            SubscribeToShardEvent last = null;
            for (SubscribeToShardEvent event = running.events.poll(); event != null; event = running.events.poll()) {
                last = event;
                assertThat(event.records()).isEmpty();
            }
            assertThat(last).isNotNull();
            assertThat(last.continuationSequenceNumber()).isNull();
            assertThat(last.childShards())
                    .extracting(ChildShard::shardId)
                    .containsExactly(DataFixture.id(1), DataFixture.id(2));
        }
    }

    @Test
    void a_subscriber_that_is_slow_reads_from_the_log_and_misses_nothing() throws Exception {
        KinesisSettings small = new KinesisSettings(
                KinesisLimits.RELAXED, KinesisLimits.GET_RECORDS_BYTES, KinesisSettings.DEFAULT.scaling());
        try (World world = new World(small)) {
            BlockingQueue<Integer> permits = new LinkedBlockingQueue<>();
            List<Integer> sizes = new ArrayList<>();
            EventStreamHandler.EventStream<SubscribeToShardResponse> stream = world.handler.open(
                    DataFixture.call(),
                    SubscribeToShardRequest.builder()
                            .consumerARN(world.consumer)
                            .shardId(DataFixture.id(0))
                            .startingPosition(p -> p.type(ShardIteratorType.LATEST))
                            .build());
            Thread.ofVirtual().start(() -> {
                try {
                    stream.source().run((type, event) -> {
                        try {
                            permits.take();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        ((SubscribeToShardEvent) event)
                                .records()
                                .forEach(one -> sizes.add(one.data().asByteArrayUnsafe().length));
                    });
                } catch (java.io.IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            Awaitility.await().until(() -> world.fixture.world.recordLog().feeds() == 1);
            // Twelve times what the tail may keep.
            for (int i = 1; i <= 60; i++) {
                world.fixture.put("k", "x".repeat(1_000_000 + i));
            }
            IntStream.range(0, 1_000).forEach(permits::add);
            Awaitility.await().until(() -> sizes.size() == 60);
            assertThat(sizes)
                    .isEqualTo(IntStream.rangeClosed(1, 60)
                            .mapToObj(i -> 1_000_000 + i)
                            .toList());
        }
    }

    @Test
    void a_stream_that_is_deleted_ends_its_subscriptions() {
        try (World world = new World()) {
            Running running = world.subscribe(ShardIteratorType.LATEST, null);
            Awaitility.await().until(() -> world.fixture.world.recordLog().feeds() == 1);
            world.fixture.owner.delete();
            assertThat(running.failure().fault().shape()).isEqualTo("ResourceNotFoundException");
        }
    }

    @Test
    void consumers_that_are_not_registered_are_refused() {
        try (World world = new World()) {
            for (String arn : List.of(world.consumer + "1", world.consumer.replace("consumer/c", "consumer/d"))) {
                assertThat(fault(() -> world.subscribe(arn, ShardIteratorType.LATEST, null))
                                .fault()
                                .shape())
                        .isEqualTo("ResourceNotFoundException");
            }
        }
    }
}
