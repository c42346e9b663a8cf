package io.penstock.services.kinesis.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.services.kinesis.data.CacheUse;
import io.penstock.services.kinesis.data.CacheUse.Part;
import io.penstock.services.kinesis.data.DataFixture;
import io.penstock.services.kinesis.data.HeldScans;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.rules.KinesisSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;

/**
 * Those who read what is old and those who wait for what is new, on one node. Reads of the log can be held up for as long as the test likes, which is the worst that
 * anybody who reads a long backlog can do to others: whoever still gets records waits for none of them.
 */
@Timeout(120)
class ColdReadsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The least memory there may be. */
    private static final KinesisSettings SMALL = new KinesisSettings(
            KinesisLimits.RELAXED, KinesisLimits.GET_RECORDS_BYTES, KinesisSettings.DEFAULT.scaling());

    private static final int OLD = 2_000;
    private static final int TAILS = 3;

    @AutoClose
    private final DataFixture fixture = new DataFixture(1, SMALL);

    private final HeldScans scans = fixture.scans;
    private final SubscribeToShard subscriptions = new SubscribeToShard(fixture.plane);
    private final List<Running> tails = new ArrayList<>();

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "r" + i).toList();
    }

    private void put(int from, int to) {
        for (int i = from; i < to; i += 500) {
            fixture.putAll("k", texts(i, Math.min(to, i + 500)));
        }
    }

    /** Subscribers at the end of the shard, with one feed for all. */
    private void follow() {
        for (int i = 0; i < TAILS; i++) {
            tails.add(new Running(
                    subscriptions,
                    SubscribeToShardRequest.builder()
                            .consumerARN(fixture.owner.registerConsumer("c" + i))
                            .shardId(DataFixture.id(0))
                            .startingPosition(p -> p.type(ShardIteratorType.LATEST))
                            .build()));
        }
        await().atMost(PATIENCE).until(() -> fixture.world.recordLog().feeds() == 1);
        // Each has looked once, and knows that the memory of the tail reaches back to where it is.
        put(OLD, OLD + 1);
        for (Running tail : tails) {
            assertRecords(tail, OLD, OLD + 1);
        }
    }

    private static void assertRecords(Running tail, int from, int to) {
        try {
            assertThat(tail.records(to - from)).isEqualTo(texts(from, to));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private GetRecordsResponse get(String iterator, int limit) {
        return fixture.client.getRecords(r -> r.shardIterator(iterator).limit(limit));
    }

    private long held(Part part) {
        return fixture.plane.caches().stream()
                .filter(use -> use.part() == part)
                .mapToLong(CacheUse::bytes)
                .sum();
    }

    private void end() {
        tails.forEach(tail -> tail.call.cancellation().cancel());
        tails.forEach(Running::awaitEnd);
    }

    @Test
    void subscribers_at_the_tail_get_everything_while_reads_of_what_is_old_hold_all_the_memory_of_reads() {
        put(0, OLD);
        follow();
        int before = scans.count();
        scans.hold();
        // Each takes a mebibyte at least: many more than there is memory for.
        List<CompletableFuture<GetRecordsResponse>> cold = IntStream.range(0, 40)
                .mapToObj(reader -> CompletableFuture.supplyAsync(
                        () -> get(fixture.iterator(0, ShardIteratorType.TRIM_HORIZON), 10), Thread::startVirtualThread))
                .toList();
        await().atMost(PATIENCE).until(() -> held(Part.READS) == limit(Part.READS));
        int waiting = scans.held();
        put(OLD + 1, OLD + 1_001);
        tails.forEach(tail -> assertRecords(tail, OLD + 1, OLD + 1_001));
        assertThat(cold).as("all the while nobody got anything from the log").noneMatch(CompletableFuture::isDone);
        assertThat(scans.count())
                .as("reads of the log, all of them of those who read what is old")
                .isEqualTo(before + waiting);
        scans.release();
        cold.forEach(read -> assertThat(DataFixture.texts(
                        read.orTimeout(60, TimeUnit.SECONDS).join().records()))
                .isEqualTo(texts(0, 10)));
        assertThat(held(Part.READS)).isZero();
        end();
    }

    @Test
    void a_reader_of_a_long_past_leaves_the_memory_of_the_tail_as_it_is() {
        put(0, OLD);
        follow();
        long remembered = held(Part.TAILS);
        String iterator = fixture.iterator(0, ShardIteratorType.TRIM_HORIZON);
        List<String> read = new ArrayList<>();
        while (read.size() < OLD) {
            GetRecordsResponse piece = get(iterator, 7);
            read.addAll(DataFixture.texts(piece.records()));
            iterator = piece.nextShardIterator();
        }
        assertThat(read.subList(0, OLD)).isEqualTo(texts(0, OLD));
        assertThat(held(Part.TAILS)).isEqualTo(remembered);
        int before = scans.count();
        put(OLD + 1, OLD + 101);
        tails.forEach(tail -> assertRecords(tail, OLD + 1, OLD + 101));
        assertThat(scans.count())
                .as("subscribers did not have to go back to the log")
                .isEqualTo(before);
        assertThat(scans.follows()).as("the one feed was never begun anew").isEqualTo(1);
        end();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(held(Part.TAILS)).isZero());
    }

    private long limit(Part part) {
        return fixture.plane.caches().stream()
                .filter(use -> use.part() == part)
                .mapToLong(use -> use.limit() >> 20 << 20)
                .sum();
    }
}
