package io.penstock.kernel.contract;

import static io.penstock.kernel.contract.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.RecordLog.Appended;
import io.penstock.kernel.port.RecordLog.Scan;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Logs of records, as those use them who write in bulk and read from front to back. */
@Timeout(120)
public abstract class ScanContract {

    private static final AtomicInteger TOPICS = new AtomicInteger();
    private static final int MUCH = 1 << 20;

    /** The log under test. */
    protected abstract RecordLog log();

    /** Topics of the same cluster. */
    protected abstract Topics topics();

    private TopicPartition partition() {
        String topic = "contract-scan-" + TOPICS.incrementAndGet() + "-"
                + Long.toHexString(ProcessHandle.current().pid());
        await(topics().ensure(new Topics.Spec(topic, 2, Map.of())));
        return new TopicPartition(topic, 1);
    }

    private List<Appended> append(TopicPartition partition, int from, int to) {
        List<CompletableFuture<Appended>> appends = IntStream.range(from, to)
                .mapToObj(i -> log().append(
                                partition, new NewRecord(null, ("r" + i).getBytes(StandardCharsets.UTF_8), List.of())))
                .toList();
        return appends.stream().map(Futures::await).toList();
    }

    private static List<String> texts(List<LogRecord> records) {
        return records.stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "r" + i).toList();
    }

    private Scan scan(TopicPartition partition, long from, int maxRecords, int maxBytes) {
        return await(log().scan(partition, from, maxRecords, maxBytes));
    }

    @Test
    void pieces_follow_each_other_without_gap_or_repetition() {
        TopicPartition partition = partition();
        append(partition, 0, 5_000);
        List<String> read = new ArrayList<>();
        long next = 0;
        while (next < 5_000) {
            Scan scan = scan(partition, next, 700, MUCH);
            assertThat(scan.records()).hasSizeBetween(1, 700);
            assertThat(scan.next()).isEqualTo(scan.records().getLast().offset() + 1);
            assertThat(scan.end()).isEqualTo(5_000);
            read.addAll(texts(scan.records()));
            next = scan.next();
        }
        assertThat(read).isEqualTo(texts(0, 5_000));
    }

    @Test
    void readers_at_different_places_do_not_disturb_each_other() {
        TopicPartition partition = partition();
        append(partition, 0, 2_000);
        List<List<String>> read = IntStream.range(0, 12)
                .<List<String>>mapToObj(i -> new ArrayList<>())
                .toList();
        for (int from = 0; from < 2_000; from += 100) {
            int piece = from;
            List<CompletableFuture<Scan>> scans = IntStream.range(0, 12)
                    .mapToObj(reader -> log().scan(partition, piece, 100, MUCH))
                    .toList();
            for (int reader = 0; reader < 12; reader++) {
                read.get(reader).addAll(texts(await(scans.get(reader)).records()));
            }
        }
        assertThat(read).allSatisfy(all -> assertThat(all).isEqualTo(texts(0, 2_000)));
    }

    @Test
    void a_piece_never_has_more_bytes_than_asked_for_unless_it_is_one_record() {
        TopicPartition partition = partition();
        for (int i = 0; i < 10; i++) {
            await(log().append(partition, new NewRecord(new byte[100], new byte[900], List.of())));
        }
        assertThat(scan(partition, 0, 100, 3_999).records()).hasSize(3);
        assertThat(scan(partition, 3, 100, 4_000).records()).hasSize(4);
        assertThat(scan(partition, 7, 100, 10).records()).hasSize(1);
        assertThat(scan(partition, 8, 100, 10_000).records()).hasSize(2);
    }

    @Test
    void a_large_record_is_read_whole() {
        TopicPartition partition = partition();
        byte[] large = new byte[900_000];
        large[899_999] = 7;
        await(log().append(partition, new NewRecord(null, large, List.of())));
        append(partition, 1, 2);
        assertThat(scan(partition, 0, 10, 1_000).records().getFirst().value()).isEqualTo(large);
        assertThat(texts(scan(partition, 1, 10, 1_000).records())).isEqualTo(texts(1, 2));
    }

    @Test
    void at_the_end_there_is_nothing_until_something_is_appended_and_then_at_once() {
        TopicPartition partition = partition();
        assertThat(scan(partition, 0, 10, MUCH)).isEqualTo(new Scan(List.of(), 0, 0));
        for (int i = 0; i < 50; i++) {
            append(partition, i, i + 1);
            Scan scan = scan(partition, i, 10, MUCH);
            assertThat(texts(scan.records())).isEqualTo(texts(i, i + 1));
            assertThat(scan(partition, i + 1, 10, MUCH)).isEqualTo(new Scan(List.of(), i + 1, i + 1));
        }
    }

    @Test
    void beyond_the_end_a_scan_begins_at_the_end() {
        TopicPartition partition = partition();
        append(partition, 0, 3);
        assertThat(scan(partition, 1_000, 10, MUCH)).isEqualTo(new Scan(List.of(), 3, 3));
    }

    @Test
    void what_was_trimmed_is_skipped() {
        TopicPartition partition = partition();
        append(partition, 0, 10);
        await(log().trim(partition, 4));
        Scan scan = scan(partition, 0, 2, MUCH);
        assertThat(texts(scan.records())).isEqualTo(texts(4, 6));
        assertThat(scan.next()).isEqualTo(6);
        await(log().trim(partition, 10));
        assertThat(scan(partition, 2, 2, MUCH)).isEqualTo(new Scan(List.of(), 10, 10));
    }

    @Test
    void appends_with_a_callback_keep_their_order_and_tell_where_they_are() throws InterruptedException {
        TopicPartition partition = partition();
        long[] offsets = new long[300];
        long[] times = new long[300];
        CountDownLatch acknowledged = new CountDownLatch(300);
        for (int i = 0; i < 300; i++) {
            int index = i;
            NewRecord record = new NewRecord(null, ("r" + i).getBytes(StandardCharsets.UTF_8), List.of());
            log().append(partition, record, (offset, timestamp, failure) -> {
                offsets[index] = offset;
                times[index] = timestamp;
                acknowledged.countDown();
            });
        }
        acknowledged.await();
        Scan scan = scan(partition, 0, 1_000, MUCH);
        assertThat(scan.records()).extracting(LogRecord::offset).isEqualTo(boxed(offsets));
        assertThat(scan.records()).extracting(LogRecord::timestampMillis).isEqualTo(boxed(times));
        assertThat(texts(scan.records())).isEqualTo(texts(0, 300));
    }

    private static List<Long> boxed(long[] values) {
        return java.util.Arrays.stream(values).boxed().toList();
    }

    @Test
    void a_callback_hears_of_a_failure() throws InterruptedException {
        CountDownLatch failed = new CountDownLatch(1);
        @Nullable RuntimeException[] heard = new RuntimeException[1];
        log().append(
                        new TopicPartition("contract-scan-never-made", 0),
                        new NewRecord(null, new byte[0], List.of()),
                        (offset, timestamp, failure) -> {
                            heard[0] = failure;
                            failed.countDown();
                        });
        failed.await();
        assertThat(heard[0])
                .isInstanceOfSatisfying(
                        FaultException.class, fault -> assertThat(fault.fault()).isEqualTo(CommonFaults.UNAVAILABLE));
    }

    @Test
    void an_offset_is_found_by_time() {
        TopicPartition partition = partition();
        assertThat(await(log().offsetAt(partition, 0))).isZero();
        List<Appended> appended = new ArrayList<>(append(partition, 0, 3));
        long first = appended.getLast().timestampMillis();
        Awaitility.await().pollInterval(java.time.Duration.ofMillis(5)).until(() -> {
            passTime();
            appended.addAll(append(partition, appended.size(), appended.size() + 1));
            return appended.getLast().timestampMillis() > first;
        });
        assertThat(await(log().offsetAt(partition, appended.getFirst().timestampMillis())))
                .isZero();
        assertThat(await(log().offsetAt(partition, first + 1))).isEqualTo(appended.size() - 1);
        assertThat(await(log().offsetAt(partition, appended.getLast().timestampMillis() + 1)))
                .isEqualTo(appended.size());
    }

    /** Moves a clock that stands still. */
    protected abstract void passTime();
}
