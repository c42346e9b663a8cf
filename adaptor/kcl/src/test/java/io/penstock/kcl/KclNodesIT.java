package io.penstock.kcl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.clients.Environment;
import io.penstock.clients.KinesisSdk;
import io.penstock.clients.ServerProcess;
import io.penstock.kcl.KclWorker.Library;
import io.penstock.kcl.KclWorker.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * One application whose workers are at different nodes of a cluster of three, on one broker: that of a fourth process. Shards split and merge, and a node that a worker is at is killed.
 * Streams, and the tables with the leases, are owned by whichever node.
 */
@Timeout(900)
class KclNodesIT {

    private static final String STREAM = "nodes";
    private static final String PREFIX = "shardId-00000000000";
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** An eighth of the space of hashes, where the first of four shards is split. */
    private static final String EIGHTH = "42535295865117307932921825928971026432";

    private final List<ServerProcess> processes = new ArrayList<>();
    private final List<ServerProcess> nodes = new ArrayList<>();
    private final List<KclWorker> workers = new ArrayList<>();

    @BeforeEach
    void three_nodes(@TempDir Path directory) throws IOException {
        int port = freePort();
        processes.add(ServerProcess.startPackaged(
                KclServer.jars(),
                List.of("--data-dir", directory.resolve("broker").toString(), "--set", "broker.port=" + port)));
        List<CompletableFuture<ServerProcess>> starting = IntStream.range(0, 3)
                .mapToObj(number -> CompletableFuture.supplyAsync(
                        () -> ServerProcess.startPackaged(
                                KclServer.jars(), options(port, directory.resolve("node" + number))),
                        Thread::startVirtualThread))
                .toList();
        starting.forEach(each -> nodes.add(each.join()));
        processes.addAll(nodes);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static List<String> options(int port, Path directory) {
        return Stream.concat(
                        Stream.of("--kafka-bootstrap-servers", "127.0.0.1:" + port, "--data-dir", directory.toString()),
                        Stream.of(ServerProcess.onOneBroker("topics.prefix=cluster.")))
                .toList();
    }

    @AfterEach
    void end() {
        workers.forEach(KclWorker::close);
        processes.reversed().forEach(ServerProcess::close);
    }

    @Test
    void nothing_is_lost_and_keys_keep_their_order_when_a_node_is_killed_while_shards_split_and_merge() {
        try (KinesisClient kinesis = KinesisSdk.once(nodes.getFirst().endpoint())) {
            kinesis.createStream(r -> r.streamName(STREAM).shardCount(4));
            kinesis.waiter().waitUntilStreamExists(r -> r.streamName(STREAM));
            try (Writing writing = new Writing(kinesis, STREAM, true)) {
                KclWorker stays = start(1);
                // Of two that make the application's first records at once the KCL gives one up: it comes no further
                // than "AssignmentMode is not initialized".
                await().atMost(LIMIT)
                        .untilAsserted(() ->
                                assertThat(stays.shards()).as(stays.toString()).isNotEmpty());
                start(2);
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(workers)
                                .allSatisfy(each -> assertThat(each.shards())
                                        .as(each.toString())
                                        .isNotEmpty()));
                kinesis.splitShard(
                        r -> r.streamName(STREAM).shardToSplit(PREFIX + 0).newStartingHashKey(EIGHTH));
                await().atMost(LIMIT)
                        .until(() -> workers.stream().anyMatch(each -> each.said("started " + PREFIX + 4)));
                int before = writing.load().acknowledgedCount.get();
                nodes.get(2).kill();
                merge(kinesis);
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(stays.shards())
                                .as(stays.toString())
                                .containsExactlyInAnyOrder(PREFIX + 1, PREFIX + 4, PREFIX + 5, PREFIX + 6));
                await().atMost(LIMIT)
                        .until(() -> writing.load().acknowledgedCount.get() > before + 100);
                writing.finish();
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(
                                        Ledger.missing(workers, writing.load().acknowledged()))
                                .as(stays.toString())
                                .isEmpty());
                workers.forEach(
                        each -> Ledger.assertTenures(each, writing.load().acknowledged()));
            }
        }
    }

    private KclWorker start(int node) {
        KclWorker worker = KclWorker.start(
                "at-node-" + node,
                Environment.of(nodes.get(node).endpoint()),
                new Role(Library.KCL_3, STREAM, "application", "polling"));
        workers.add(worker);
        return worker;
    }

    /**
     * Through whatever owner the stream has meanwhile. A call that was answered with an error may have been carried out, and the next one is told that the shards are merged already.
     */
    private static void merge(KinesisClient kinesis) {
        await().atMost(LIMIT).ignoreExceptionsInstanceOf(SdkException.class).until(() -> {
            List<String> open = kinesis
                    .listShards(r -> r.streamName(STREAM).shardFilter(f -> f.type(ShardFilterType.AT_LATEST)))
                    .shards()
                    .stream()
                    .map(Shard::shardId)
                    .toList();
            if (open.contains(PREFIX + 6)) {
                return true;
            }
            StreamStatus status = kinesis.describeStreamSummary(r -> r.streamName(STREAM))
                    .streamDescriptionSummary()
                    .streamStatus();
            if (status == StreamStatus.ACTIVE) {
                kinesis.mergeShards(
                        r -> r.streamName(STREAM).shardToMerge(PREFIX + 2).adjacentShardToMerge(PREFIX + 3));
            }
            return false;
        });
    }
}
