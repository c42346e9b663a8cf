package io.penstock.kcl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.kcl.KclWorker.Library;
import io.penstock.kcl.KclWorker.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** One stream that is split and merged while it is written, read by four applications: both versions of the KCL, by polling and by enhanced fan-out. */
@ExtendWith(KclServer.Shared.class)
@Timeout(1200)
class KclReshardIT {

    private static final String STREAM = "resharded";
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** A quarter of the space of hashes, where the first of two shards is split. */
    private static final String QUARTER = "85070591730234615865843651857942052864";

    @Test
    void nothing_is_lost_and_keys_keep_their_order_while_shards_split_and_merge(KclServer server) {
        List<KclWorker> workers = new ArrayList<>();
        try (KinesisClient kinesis = server.createStream(STREAM, 2);
                Writing writing = new Writing(kinesis, STREAM)) {
            for (Library library : List.of(Library.KCL_2, Library.KCL_3)) {
                for (String retrieval : List.of("polling", "fan-out")) {
                    String name = library + "-" + retrieval;
                    workers.add(
                            KclWorker.start(name, server.environment(), new Role(library, STREAM, name, retrieval)));
                }
            }
            awaitEach(workers, "started 0", "started 1");
            reshard(kinesis, workers);
            writing.finish();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(workers)
                            .allSatisfy(each -> assertThat(Ledger.count(List.of(each)))
                                    .as(each.toString())
                                    .isEqualTo(writing.load().acknowledgedCount.get())));
            assertThat(workers).allSatisfy(each -> {
                assertThat(Ledger.firsts(each.told()))
                        .containsExactlyInAnyOrderEntriesOf(writing.load().acknowledged());
                Ledger.assertTenures(each, writing.load().acknowledged());
            });
        } finally {
            workers.forEach(KclWorker::close);
        }
    }

    private static void reshard(KinesisClient kinesis, List<KclWorker> workers) {
        kinesis.splitShard(r -> r.streamName(STREAM).shardToSplit(shard("0")).newStartingHashKey(QUARTER));
        kinesis.waiter().waitUntilStreamExists(r -> r.streamName(STREAM));
        kinesis.mergeShards(r -> r.streamName(STREAM).shardToMerge(shard("3")).adjacentShardToMerge(shard("1")));
        kinesis.waiter().waitUntilStreamExists(r -> r.streamName(STREAM));
        awaitEach(workers, "ended 0", "ended 1", "ended 3", "started 2", "started 4");
    }

    private static String shard(String number) {
        return "shardId-00000000000" + number;
    }

    private static void awaitEach(List<KclWorker> workers, String... events) {
        String[] lines = Stream.of(events)
                .map(event -> event.replace(" ", " " + shard("")))
                .toArray(String[]::new);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(workers)
                        .allSatisfy(each -> assertThat(each.told().stream().filter(line -> !line.startsWith("record ")))
                                .as(each.toString())
                                .contains(lines)));
    }
}
