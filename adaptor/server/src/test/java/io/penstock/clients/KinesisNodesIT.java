package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.broker.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/** What three nodes with AWS's limits promise of a shard together. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(480)
class KinesisNodesIT {

    private static final String FIRST = "shardId-000000000000";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration MEASURED = Duration.ofSeconds(10);

    /** Records a second that a shard takes. */
    private static final int QUOTA = 1_000;

    private static final int BATCH = 200;

    private final List<ServerProcess> nodes = new ArrayList<>();
    private final List<KinesisClient> clients = new ArrayList<>();
    private TestCluster broker;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        broker = TestCluster.start(1);
        nodes.addAll(ServerProcess.startNodes(
                3, broker.bootstrapServers(), directory, ServerProcess.onOneBroker("limits=aws")));
        nodes.forEach(node -> clients.add(KinesisSdk.once(node.endpoint())));
    }

    @AfterAll
    void stop() {
        clients.forEach(KinesisClient::close);
        nodes.forEach(ServerProcess::close);
        broker.close();
    }

    private TestStream stream() {
        return TestStream.create(clients.getFirst(), 1);
    }

    /** A subscription through one node. */
    private record Subscribed(Queue<String> records, CompletableFuture<Void> done) {

        static Subscribed to(KinesisAsyncClient client, String consumer) {
            Queue<String> records = new ConcurrentLinkedQueue<>();
            CompletableFuture<Void> done = client.subscribeToShard(
                    r -> r.consumerARN(consumer)
                            .shardId(FIRST)
                            .startingPosition(p -> p.type(ShardIteratorType.TRIM_HORIZON)),
                    SubscribeToShardResponseHandler.builder()
                            .subscriber(event -> ((SubscribeToShardEvent) event)
                                    .records()
                                    .forEach(one -> records.add(one.data().asUtf8String())))
                            .build());
            return new Subscribed(records, done);
        }

        void awaitRecord(String data) {
            await().atMost(PATIENCE).until(() -> records.contains(data));
        }

        void assertInUse() {
            assertThatThrownBy(() -> done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseInstanceOf(ResourceInUseException.class);
        }
    }

    @Test
    void a_consumer_has_one_subscription_of_a_shard_on_whatever_node() {
        TestStream stream = stream();
        String consumer = clients.getFirst()
                .registerStreamConsumer(r -> r.streamARN(stream.arn()).consumerName("c"))
                .consumer()
                .consumerARN();
        stream.put("k", "first");
        try (KinesisAsyncClient one = KinesisSdk.async(nodes.get(1).endpoint());
                KinesisAsyncClient two = KinesisSdk.async(nodes.get(2).endpoint())) {
            Subscribed old = Subscribed.to(one, consumer);
            old.awaitRecord("first");
            // Refused for five seconds, then granted.
            List<Subscribed> tries = new ArrayList<>();
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
                Subscribed next = Subscribed.to(two, consumer);
                tries.add(next);
                await().atMost(PATIENCE)
                        .until(() -> next.done().isDone() || !next.records().isEmpty());
                return !next.records().isEmpty();
            });
            old.assertInUse();
            tries.subList(0, tries.size() - 1).forEach(Subscribed::assertInUse);
            stream.put("k", "second");
            tries.getLast().awaitRecord("second");
            assertThat(old.records()).containsExactly("first");
        }
    }

    /** Puts without a break through one node. */
    private static final class Writer {
        private final AtomicLong accepted = new AtomicLong();
        private final AtomicLong refused = new AtomicLong();

        void put(KinesisClient client, String stream) {
            List<PutRecordsRequestEntry> entries = IntStream.range(0, BATCH)
                    .mapToObj(i -> PutRecordsRequestEntry.builder()
                            .partitionKey("k" + i)
                            .data(SdkBytes.fromUtf8String("data"))
                            .build())
                    .toList();
            var response = client.putRecords(r -> r.streamName(stream).records(entries));
            refused.addAndGet(response.failedRecordCount());
            accepted.addAndGet(BATCH - response.failedRecordCount());
        }
    }

    private static long accepted(List<Writer> writers) {
        return writers.stream().mapToLong(writer -> writer.accepted.get()).sum();
    }

    @Test
    void nodes_that_write_to_one_shard_together_take_one_quota() throws Exception {
        TestStream stream = stream();
        List<Writer> writers = clients.stream().map(client -> new Writer()).toList();
        Repeating callers = new Repeating();
        for (int i = 0; i < writers.size(); i++) {
            Writer writer = writers.get(i);
            KinesisClient client = clients.get(i);
            callers.start(() -> writer.put(client, stream.name()));
        }
        // What nodes saved up is gone, and each knows of the others, when all have been refused something.
        await().atMost(PATIENCE).until(() -> writers.stream().allMatch(writer -> writer.refused.get() > 2_000));
        long before = accepted(writers);
        long began = System.nanoTime();
        await().pollDelay(MEASURED).atMost(PATIENCE).until(() -> true);
        double seconds = (System.nanoTime() - began) / 1e9;
        double rate = (accepted(writers) - before) / seconds;
        callers.stop();
        assertThat(rate).as("records a second through three nodes").isBetween(100.0, 1.3 * QUOTA);
        assertThat(writers).allMatch(writer -> writer.accepted.get() > 0);
    }
}
