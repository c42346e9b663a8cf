package io.penstock.log.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.broker.EmbeddedBrokerExtension;
import io.penstock.broker.TestBroker;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
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
import java.util.concurrent.TimeUnit;
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
    private static final int PIECE = 1_000;
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
            appends.add(log.append(partition, new NewRecord(null, new byte[1 << 10], List.of())));
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
        Awaitility.await("six mebibytes ahead").atMost(PATIENCE).until(() -> fetched() >= 8_000);
        assertThat(scan(2 * PIECE).records()).hasSize(PIECE);
        assertThat(fetched()).as("and not the whole log").isLessThan(14_000);
    }

    @Test
    void who_reads_one_piece_has_no_more_than_a_fetch_read() {
        for (int from = 0; from < 5_000; from += PIECE) {
            scan(from + 7);
            assertThat(fetched()).isLessThanOrEqualTo((from / PIECE + 1) * 2.0 * PIECE);
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
