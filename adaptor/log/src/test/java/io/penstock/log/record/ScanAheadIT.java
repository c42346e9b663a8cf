package io.penstock.log.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.broker.EmbeddedBrokerExtension;
import io.penstock.broker.TestBroker;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.RecordLog.Scan;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import io.penstock.log.LogSettings;
import io.penstock.log.TestKafka;
import io.penstock.log.client.AdaptiveAppender;
import io.penstock.log.client.ClientMetric;
import io.penstock.log.client.KafkaClients;
import io.penstock.log.topic.KafkaTopics;
import io.penstock.log.topic.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who reads a partition piece by piece finds the next one fetched; nobody else pays for it. */
@ExtendWith(EmbeddedBrokerExtension.class)
@Timeout(120)
final class ScanAheadIT {

    private static final int RECORDS = 20_000;
    private static final int RECORD_BYTES = 1 << 10;
    private static final int PIECE = 1_000;

    /** Of two mebibytes. How many of them a read brings depends on how the log's batches fell. */
    private static final int FETCH = (2 << 20) / RECORD_BYTES;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaClients clients;
    private final KafkaRecordLog log;
    private final TopicPartition partition = new TopicPartition("ahead-" + System.nanoTime(), 0);

    ScanAheadIT(TestBroker broker) {
        LogSettings settings = TestKafka.settings(broker);
        clients = TestKafka.clients(settings);
        log = new KafkaRecordLog(
                clients,
                new TopicNames(settings.topics().prefix()),
                new AdaptiveAppender(clients, "data", AdaptiveAppender.Pace.OF_DATA, 64 << 20),
                1);
        await(new KafkaTopics(clients, settings.topics()).ensure(new Topics.Spec(partition.topic(), 1, Map.of())));
        List<CompletableFuture<?>> appends = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            appends.add(log.append(partition, new NewRecord(null, new byte[RECORD_BYTES], List.of())));
        }
        appends.forEach(ScanAheadIT::await);
    }

    @AfterEach
    void close() {
        log.close();
        clients.close();
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private Scan scan(long from) {
        return await(log.scan(partition, from, PIECE, 8 << 20));
    }

    private double fetched() {
        return clients.metrics().stream()
                .filter(metric -> metric.name().endsWith("records-consumed-total")
                        && metric.tags().isEmpty()
                        && metric.client().startsWith("scan"))
                .mapToDouble(ClientMetric::value)
                .sum();
    }

    @Test
    void whoever_comes_for_a_second_piece_has_six_mebibytes_fetched_for_the_next() {
        scan(scan(0).next());
        // Kafka's count is of whole fetches, whose sizes depend on the log's batches.
        Awaitility.await("six mebibytes ahead")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(log.scannedAheadBytes()).isGreaterThanOrEqualTo(6 << 20));
        assertThat(scan(2 * PIECE).records()).hasSize(PIECE);
        assertThat(fetched()).as("and not the whole log").isLessThan(14_000);
    }

    @Test
    void who_reads_one_piece_has_no_more_than_a_fetch_read() {
        for (int reads = 0; reads < 5; reads++) {
            scan(reads * PIECE + 7);
            assertThat(fetched()).isLessThanOrEqualTo((double) (reads + 1) * FETCH);
        }
    }

    /** Of the consumers of feeds. */
    private double followed() {
        return clients.metrics().stream()
                .filter(metric -> metric.name().endsWith("records-consumed-total")
                        && metric.tags().isEmpty()
                        && !metric.client().startsWith("scan"))
                .mapToDouble(ClientMetric::value)
                .sum();
    }

    @Test
    void who_follows_the_end_is_given_each_new_record_once_whoever_reads_what_is_old() {
        int fresh = 1_000;
        List<Long> given = new CopyOnWriteArrayList<>();
        AtomicBoolean isOver = new AtomicBoolean();
        RecordLog.Receiver receiver = new RecordLog.Receiver() {
            @Override
            public void records(List<LogRecord> records, long end) {
                records.forEach(each -> given.add(each.offset()));
            }

            @Override
            public void ended() {}
        };
        try (RecordLog.Feed _ = log.follow(partition, RECORDS, receiver)) {
            double before = followed();
            // More than there are consumers for them, so that some always wait for one.
            List<CompletableFuture<Void>> cold = IntStream.range(0, 12)
                    .mapToObj(reader -> CompletableFuture.runAsync(
                            () -> {
                                for (long from = reader; !isOver.get(); from = (from + 977) % RECORDS) {
                                    scan(from);
                                }
                            },
                            Thread::startVirtualThread))
                    .toList();
            for (int i = 0; i < fresh; i++) {
                await(log.append(partition, new NewRecord(null, new byte[100], List.of())));
            }
            Awaitility.await("all that is new").atMost(PATIENCE).until(() -> given.size() >= fresh);
            isOver.set(true);
            cold.forEach(ScanAheadIT::await);
            assertThat(given)
                    .containsExactlyElementsOf(
                            LongStream.range(RECORDS, RECORDS + fresh).boxed().toList());
            assertThat(followed() - before)
                    .as("fetched for the feed: by the reader that brings it to the end and by the one that follows"
                            + " ends, and nothing that is old")
                    .isLessThanOrEqualTo(2 * fresh);
        }
    }

    @Test
    void readers_who_take_turns_and_jump_get_what_they_ask_for() {
        long[] places = new long[12];
        for (int turn = 0; turn < 300; turn++) {
            int reader = turn * 7 % places.length;
            if (turn % 50 == 49) {
                places[reader] = turn * 31L;
            }
            Scan scan = scan(places[reader]);
            long from = places[reader];
            assertThat(scan.records())
                    .extracting(LogRecord::offset)
                    .containsExactlyElementsOf(LongStream.range(from, Math.min(RECORDS, from + PIECE))
                            .boxed()
                            .toList());
            places[reader] = scan.next();
        }
    }
}
