package io.penstock.kernel.contract;

import static io.penstock.kernel.contract.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.RecordLog.Appended;
import io.penstock.kernel.port.RecordLog.Feed;
import io.penstock.kernel.port.RecordLog.Range;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.groups.Tuple;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Logs of records: appending, reading, following, trimming. */
@Timeout(120)
public abstract class RecordLogContract {

    private static final AtomicInteger TOPICS = new AtomicInteger();

    /** The log under test. */
    protected abstract RecordLog log();

    /** Topics of the same cluster. */
    protected abstract Topics topics();

    /** Deliveries of one feed. */
    private static final class Inbox implements RecordLog.Receiver {
        private final List<LogRecord> records = new CopyOnWriteArrayList<>();
        private final List<Long> ends = new CopyOnWriteArrayList<>();
        private final AtomicInteger endings = new AtomicInteger();
        private final AtomicInteger emptyBatches = new AtomicInteger();
        private final AtomicInteger afterEnd = new AtomicInteger();

        @Override
        public void records(List<LogRecord> batch, long end) {
            if (batch.isEmpty()) {
                emptyBatches.incrementAndGet();
            }
            if (endings.get() > 0) {
                afterEnd.incrementAndGet();
            }
            records.addAll(batch);
            ends.add(end);
        }

        @Override
        public void ended() {
            endings.incrementAndGet();
        }

        private List<String> texts() {
            return records.stream().map(RecordLogContract::text).toList();
        }

        private void awaitSize(int size) {
            Awaitility.await().atMost(Futures.PATIENCE).until(() -> records.size() >= size);
        }
    }

    private TopicPartition partition() {
        String topic = "contract-log-" + TOPICS.incrementAndGet() + "-"
                + Long.toHexString(ProcessHandle.current().pid());
        await(topics().ensure(new Topics.Spec(topic, 2, Map.of())));
        return new TopicPartition(topic, 1);
    }

    private static NewRecord record(String text) {
        return new NewRecord(null, text.getBytes(StandardCharsets.UTF_8), List.of());
    }

    private static String text(LogRecord record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    private List<Appended> append(TopicPartition partition, int from, int to) {
        List<CompletableFuture<Appended>> appends = IntStream.range(from, to)
                .mapToObj(i -> log().append(partition, record("r" + i)))
                .toList();
        return appends.stream().map(Futures::await).toList();
    }

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "r" + i).toList();
    }

    @Test
    void what_was_appended_is_read_back_as_it_was() {
        TopicPartition partition = partition();
        List<Header> headers = List.of(Header.of("h", "1"), Header.of("h", "2"), Header.of("empty", ""));
        Appended appended =
                await(log().append(partition, new NewRecord(new byte[] {1, 2}, new byte[] {0, -1}, headers)));

        LogRecord read =
                await(log().read(partition, appended.offset(), 10, 1000)).getFirst();

        assertThat(read.offset()).isEqualTo(appended.offset());
        assertThat(read.timestampMillis()).isEqualTo(appended.timestampMillis());
        assertThat(read.key()).containsExactly(1, 2);
        assertThat(read.value()).containsExactly(0, -1);
        assertThat(read.headers())
                .extracting(Header::key, Header::text)
                .containsExactlyElementsOf(headers.stream()
                        .map(header -> Tuple.tuple(header.key(), header.text()))
                        .toList());
        assertThat(read.header("h").orElseThrow().text()).isEqualTo("2");
    }

    @Test
    void a_record_may_have_no_key_and_an_empty_value() {
        TopicPartition partition = partition();
        Appended appended = await(log().append(partition, new NewRecord(null, new byte[0], List.of())));
        LogRecord read =
                await(log().read(partition, appended.offset(), 10, 1000)).getFirst();
        assertThat(read.key()).isNull();
        assertThat(read.value()).isEmpty();
    }

    @Test
    void appends_keep_their_order() {
        TopicPartition partition = partition();
        List<Appended> appended = append(partition, 0, 500);
        assertThat(appended).extracting(Appended::offset).isSorted().doesNotHaveDuplicates();
        List<String> read = new ArrayList<>();
        long next = 0;
        while (read.size() < 500) {
            List<LogRecord> batch = await(log().read(partition, next, 200, 1_000_000));
            assertThat(batch).isNotEmpty();
            batch.forEach(record -> read.add(text(record)));
            next = batch.getLast().offset() + 1;
        }
        assertThat(read).isEqualTo(texts(0, 500));
    }

    @Test
    void partitions_are_apart() {
        TopicPartition partition = partition();
        append(partition, 0, 3);
        Range other = await(log().range(new TopicPartition(partition.topic(), 0)));
        assertThat(other.start()).isEqualTo(other.end());
        assertThat(await(log().read(new TopicPartition(partition.topic(), 0), 0, 10, 1000)))
                .isEmpty();
    }

    @Test
    void a_read_is_bounded_and_makes_progress() {
        TopicPartition partition = partition();
        append(partition, 0, 10);
        assertThat(await(log().read(partition, 0, 3, 1_000_000)))
                .extracting(RecordLogContract::text)
                .isEqualTo(texts(0, 3));
        assertThat(await(log().read(partition, 4, 1, 1)))
                .extracting(RecordLogContract::text)
                .isEqualTo(texts(4, 5));
        assertThat(await(log().read(partition, 8, 100, 1_000_000)))
                .extracting(RecordLogContract::text)
                .isEqualTo(texts(8, 10));
        assertThat(await(log().read(partition, 10, 100, 1_000_000))).isEmpty();
        assertThat(await(log().read(partition, 1000, 100, 1_000_000))).isEmpty();
    }

    @Test
    void a_record_larger_than_the_bound_is_read_all_the_same() {
        TopicPartition partition = partition();
        byte[] large = new byte[500_000];
        large[499_999] = 7;
        await(log().append(partition, new NewRecord(null, large, List.of())));
        append(partition, 1, 2);
        List<LogRecord> read = await(log().read(partition, 0, 10, 1000));
        assertThat(read.getFirst().value()).isEqualTo(large);
        assertThat(await(log().read(partition, 1, 10, 1000)))
                .extracting(RecordLogContract::text)
                .isEqualTo(texts(1, 2));
    }

    @Test
    void the_range_is_what_can_be_read_and_the_end_is_behind_what_was_acknowledged() {
        TopicPartition partition = partition();
        assertThat(await(log().range(partition))).isEqualTo(new Range(0, 0));
        for (int i = 0; i < 10; i++) {
            append(partition, i, i + 1);
            assertThat(await(log().end(partition))).isEqualTo(i + 1);
        }
        assertThat(await(log().range(partition))).isEqualTo(new Range(0, 10));
    }

    @Test
    void trimming_forgets_what_was_before() {
        TopicPartition partition = partition();
        append(partition, 0, 10);
        await(log().trim(partition, 4));
        assertThat(await(log().range(partition))).isEqualTo(new Range(4, 10));
        assertThat(await(log().read(partition, 0, 2, 1_000_000)))
                .extracting(RecordLogContract::text)
                .isEqualTo(texts(4, 6));
        await(log().trim(partition, 2));
        assertThat(await(log().range(partition))).isEqualTo(new Range(4, 10));
        await(log().trim(partition, 10));
        assertThat(await(log().range(partition))).isEqualTo(new Range(10, 10));
        append(partition, 10, 11);
        assertThat(await(log().read(partition, 0, 2, 1_000_000)))
                .extracting(RecordLogContract::text)
                .isEqualTo(texts(10, 11));
    }

    @Test
    void a_feed_delivers_what_is_there_and_what_comes() {
        TopicPartition partition = partition();
        append(partition, 0, 300);
        Inbox inbox = new Inbox();
        try (Feed feed = log().follow(partition, 0, inbox)) {
            inbox.awaitSize(300);
            append(partition, 300, 320);
            inbox.awaitSize(320);
            assertThat(inbox.texts()).isEqualTo(texts(0, 320));
            assertThat(inbox.records).extracting(LogRecord::offset).isSorted();
            assertThat(inbox.ends.getLast()).isEqualTo(320);
            assertThat(inbox.emptyBatches).hasValue(0);
            assertThat(feed).isNotNull();
        }
    }

    @Test
    void a_feed_starts_where_it_is_told_or_at_the_start_of_the_log() {
        TopicPartition partition = partition();
        append(partition, 0, 20);
        Inbox middle = new Inbox();
        try (Feed feed = log().follow(partition, 15, middle)) {
            middle.awaitSize(5);
            assertThat(middle.texts()).isEqualTo(texts(15, 20));
            assertThat(feed).isNotNull();
        }
        await(log().trim(partition, 10));
        Inbox trimmed = new Inbox();
        try (Feed feed = log().follow(partition, 3, trimmed)) {
            trimmed.awaitSize(10);
            assertThat(trimmed.texts()).isEqualTo(texts(10, 20));
            assertThat(feed).isNotNull();
        }
    }

    @Test
    void a_feed_at_the_tail_waits_for_the_first_record() {
        TopicPartition partition = partition();
        Inbox inbox = new Inbox();
        try (Feed feed = log().follow(partition, 0, inbox)) {
            append(partition, 0, 1);
            inbox.awaitSize(1);
            assertThat(inbox.texts()).isEqualTo(texts(0, 1));
            assertThat(feed).isNotNull();
        }
    }

    @Test
    void two_feeds_of_a_partition_do_not_disturb_each_other() {
        TopicPartition partition = partition();
        append(partition, 0, 50);
        Inbox paused = new Inbox();
        Inbox running = new Inbox();
        try (Feed first = log().follow(partition, 0, paused);
                Feed second = log().follow(partition, 10, running)) {
            first.pause();
            append(partition, 50, 60);
            running.awaitSize(50);
            assertThat(running.texts()).isEqualTo(texts(10, 60));
            first.resume();
            paused.awaitSize(60);
            assertThat(paused.texts()).isEqualTo(texts(0, 60));
            assertThat(second).isNotNull();
        }
    }

    @Test
    void a_paused_feed_stands_still_and_goes_on_where_it_was() {
        TopicPartition partition = partition();
        append(partition, 0, 10);
        Inbox inbox = new Inbox();
        try (Feed feed = log().follow(partition, 0, inbox)) {
            inbox.awaitSize(10);
            feed.pause();
            append(partition, 10, 400);
            Inbox witness = new Inbox();
            try (Feed other = log().follow(partition, 390, witness)) {
                witness.awaitSize(10);
                assertThat(other).isNotNull();
            }
            // One fetch may have been on its way.
            int whilePaused = inbox.records.size();
            assertThat(inbox.texts()).isEqualTo(texts(0, whilePaused));
            feed.resume();
            inbox.awaitSize(400);
            assertThat(inbox.texts()).isEqualTo(texts(0, 400));
        }
    }

    @Test
    void a_closed_feed_delivers_no_more() {
        TopicPartition partition = partition();
        append(partition, 0, 5);
        Inbox inbox = new Inbox();
        Feed feed = log().follow(partition, 0, inbox);
        inbox.awaitSize(5);
        feed.close();
        feed.close();
        append(partition, 5, 10);
        Inbox witness = new Inbox();
        try (Feed other = log().follow(partition, 0, witness)) {
            witness.awaitSize(10);
            assertThat(other).isNotNull();
        }
        assertThat(inbox.texts()).isEqualTo(texts(0, 5));
        assertThat(inbox.endings).hasValue(0);
    }

    @Test
    void a_feed_may_be_closed_and_paused_by_its_own_receiver() {
        TopicPartition partition = partition();
        append(partition, 0, 5);
        Inbox inbox = new Inbox();
        CompletableFuture<Feed> self = new CompletableFuture<>();
        Feed feed = log().follow(partition, 0, new RecordLog.Receiver() {
            @Override
            public void records(List<LogRecord> records, long end) {
                inbox.records(records, end);
                self.thenAccept(Feed::pause);
            }

            @Override
            public void ended() {
                inbox.ended();
            }
        });
        self.complete(feed);
        inbox.awaitSize(5);
        feed.resume();
        append(partition, 5, 6);
        inbox.awaitSize(6);
        feed.close();
        assertThat(inbox.texts()).isEqualTo(texts(0, 6));
    }

    @Test
    void a_feed_ends_once_when_its_topic_is_deleted() {
        TopicPartition partition = partition();
        append(partition, 0, 5);
        Inbox inbox = new Inbox();
        try (Feed feed = log().follow(partition, 0, inbox)) {
            inbox.awaitSize(5);
            String id = await(topics().find(partition.topic())).orElseThrow().id();
            await(topics().delete(partition.topic(), id));
            Awaitility.await().atMost(Futures.PATIENCE).until(() -> inbox.endings.get() == 1);
            assertThat(inbox.afterEnd).hasValue(0);
            assertThat(feed).isNotNull();
        }
    }

    @Test
    void nothing_can_be_appended_to_a_topic_that_is_not_there() {
        CompletableFuture<Appended> append =
                log().append(new TopicPartition("contract-log-never-made", 0), record("x"));
        assertThat(Futures.fault(append).fault()).isEqualTo(CommonFaults.UNAVAILABLE);
    }

    @Test
    void what_names_stand_for_is_looked_up_again_before_an_append_goes_to_a_topic_that_was_made_anew() {
        TopicPartition partition = partition();
        append(partition, 0, 5);
        long before = log().lookups();
        String id = await(topics().find(partition.topic())).orElseThrow().id();
        await(topics().delete(partition.topic(), id));
        await(topics().ensure(new Topics.Spec(partition.topic(), 2, Map.of())));
        // A broker may be behind with the deletion, and its log of the old topic goes on for a moment.
        Awaitility.await().atMost(Futures.PATIENCE).until(() -> {
            try {
                return log().append(partition, record("x")).join().offset() < 5;
            } catch (CompletionException refused) {
                return false;
            }
        });
        assertThat(log().lookups()).isGreaterThan(before);
    }
}
