package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.broker.TestCluster;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * Three nodes over three brokers. Writers on every node, a reader, and somebody who splits and merges without a break, while nodes are killed with {@code kill -9}.
 * Clients do not retry, so that a record is sent once.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(480)
class KinesisReshardIT {

    private static final String STREAM = "reshard";
    private static final int SINGLE_KEYS = 6;
    private static final int BATCHES = 3;
    private static final int BATCH_KEYS = 8;
    private static final int ENOUGH_RECORDS = 1_000;
    private static final int ENOUGH_ROUNDS = 7;
    private static final Duration PATIENCE = Duration.ofSeconds(70);

    private final KinesisLoad load = new KinesisLoad(STREAM);
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();
    private final List<ServerProcess> nodes = new ArrayList<>();
    private final List<KinesisClient> clients = new ArrayList<>();
    private final List<KinesisClient> alive = new CopyOnWriteArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final KinesisReader reader = new KinesisReader(STREAM, this::any);

    private TestCluster brokers;

    @BeforeAll
    void split_and_merge_under_load_and_kill_nodes(@TempDir Path directory) throws Exception {
        brokers = TestCluster.start(3);
        nodes.addAll(ServerProcess.startNodes(3, brokers.bootstrapServers(), directory));
        nodes.forEach(node -> clients.add(client(node.endpoint())));
        alive.addAll(clients);
        clients.getFirst().createStream(request -> request.streamName(STREAM).shardCount(2));
        clients.getFirst().waiter().waitUntilStreamExists(request -> request.streamName(STREAM));
        start();
        progress();
        kill(0);
        progress();
        kill(1);
        progress();
        stopping.set(true);
        for (Thread thread : threads) {
            assertThat(thread.join(PATIENCE)).as("a caller ends").isTrue();
        }
        await().atMost(PATIENCE).until(() -> !status().equals(StreamStatus.UPDATING));
        AtomicInteger empty = new AtomicInteger();
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(SdkException.class)
                .until(() -> empty.updateAndGet(before -> reader.round() == 0 ? before + 1 : 0) >= 3);
    }

    private static KinesisClient client(URI endpoint) {
        return KinesisClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .overrideConfiguration(config -> config.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(30)))
                .build();
    }

    /** The nodes take turns, so that the records of one key go through all of them. */
    private KinesisClient any() {
        List<KinesisClient> now = List.copyOf(alive);
        return now.get(Math.floorMod(turn.getAndIncrement(), now.size()));
    }

    private void start() {
        for (int i = 0; i < SINGLE_KEYS; i++) {
            String key = "single-" + i;
            repeat(() -> load.put(any(), key));
        }
        for (int i = 0; i < BATCHES; i++) {
            int batch = i;
            List<String> keys = IntStream.range(0, BATCH_KEYS)
                    .mapToObj(number -> "batch-" + batch + "-" + number)
                    .toList();
            repeat(() -> load.put(any(), keys));
        }
        SplittableRandom random = new SplittableRandom(7);
        repeat(() -> reshard(random));
        repeat(reader::round);
    }

    private void repeat(Runnable round) {
        threads.add(Thread.ofVirtual().start(() -> {
            while (!stopping.get()) {
                try {
                    round.run();
                } catch (SdkException e) {
                    // Not acknowledged, or a node that is gone: the next round is through another one.
                }
            }
        }));
    }

    private void reshard(SplittableRandom random) {
        KinesisClient client = any();
        if (status().equals(StreamStatus.UPDATING)) {
            return;
        }
        List<Shard> open = client
                .listShards(request ->
                        request.streamName(STREAM).shardFilter(filter -> filter.type(ShardFilterType.AT_LATEST)))
                .shards()
                .stream()
                .sorted(Comparator.comparing(KinesisReshardIT::start))
                .toList();
        if (open.size() < 5 && (open.size() < 2 || random.nextBoolean())) {
            Shard shard = open.get(random.nextInt(open.size()));
            BigInteger middle = start(shard)
                    .add(new BigInteger(shard.hashKeyRange().endingHashKey()))
                    .shiftRight(1);
            client.splitShard(request ->
                    request.streamName(STREAM).shardToSplit(shard.shardId()).newStartingHashKey(middle.toString()));
        } else {
            int first = random.nextInt(open.size() - 1);
            client.mergeShards(request -> request.streamName(STREAM)
                    .shardToMerge(open.get(first).shardId())
                    .adjacentShardToMerge(open.get(first + 1).shardId()));
        }
        rounds.incrementAndGet();
    }

    private static BigInteger start(Shard shard) {
        return new BigInteger(shard.hashKeyRange().startingHashKey());
    }

    private StreamStatus status() {
        return any().describeStreamSummary(request -> request.streamName(STREAM))
                .streamDescriptionSummary()
                .streamStatus();
    }

    private void progress() {
        int records = load.acknowledgedCount.get() + ENOUGH_RECORDS;
        int changes = rounds.get() + ENOUGH_ROUNDS;
        await().atMost(PATIENCE).until(() -> load.acknowledgedCount.get() >= records && rounds.get() >= changes);
    }

    private void kill(int node) {
        alive.remove(clients.get(node));
        nodes.get(node).kill();
    }

    @AfterAll
    void stop() {
        stopping.set(true);
        clients.forEach(KinesisClient::close);
        nodes.forEach(ServerProcess::close);
        brokers.close();
    }

    @Test
    void every_acknowledged_record_is_read_exactly_once_and_in_the_order_of_its_key() {
        assertThat(load.acknowledged()).hasSize(SINGLE_KEYS + BATCHES * BATCH_KEYS);
        load.acknowledged().forEach((key, acknowledged) -> {
            List<Integer> read = new ArrayList<>(reader.read().getOrDefault(key, List.of()));
            read.retainAll(new HashSet<>(acknowledged));
            assertThat(read).as("records of %s", key).isEqualTo(acknowledged);
        });
    }

    @Test
    void nothing_at_all_is_read_twice() {
        reader.read()
                .forEach(
                        (key, read) -> assertThat(read).as("records of %s", key).doesNotHaveDuplicates());
    }

    @Test
    void shards_were_closed_all_the_while_and_read_to_their_end() {
        assertThat(rounds.get()).isGreaterThanOrEqualTo(3 * ENOUGH_ROUNDS);
        assertThat(reader.finishedShards()).isGreaterThanOrEqualTo(3 * ENOUGH_ROUNDS);
    }
}
