package io.penstock.log.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.broker.EmbeddedBrokerExtension;
import io.penstock.broker.TestBroker;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.RecordLog.Appended;
import io.penstock.kernel.port.RecordLog.Feed;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import io.penstock.log.LogSettings;
import io.penstock.log.TestKafka;
import io.penstock.log.client.AdaptiveAppender;
import io.penstock.log.client.ClientMetric;
import io.penstock.log.client.KafkaClients;
import io.penstock.log.topic.KafkaTopics;
import io.penstock.log.topic.TopicNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A feed under load, of a node that appends itself, and of another one that does, too. */
@ExtendWith(EmbeddedBrokerExtension.class)
@Timeout(120)
final class EchoIT {

    private static final int BURSTS = 40;
    private static final int BURST = 200;

    /** So many appends are under way at a time; a stretch is so many times that. */
    private static final int WINDOW = 100;

    private static final int STRETCH = 20;

    private static final int PATIENT_STRETCHES = 100;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<AutoCloseable> open;
    private final KafkaClients clients;
    private final KafkaRecordLog own;
    private final KafkaRecordLog other;
    private final TopicPartition partition = new TopicPartition("echo-" + System.nanoTime(), 0);
    private final SortedMap<Long, String> appended = new TreeMap<>();
    private final Inbox inbox = new Inbox();

    EchoIT(TestBroker broker) {
        LogSettings settings = TestKafka.settings(broker);
        clients = TestKafka.clients(settings);
        own = log(clients, settings);
        KafkaClients others = TestKafka.clients(settings);
        other = log(others, settings);
        open = List.of(own, other, others, clients);
        await(new KafkaTopics(clients, settings.topics()).ensure(new Topics.Spec(partition.topic(), 1, Map.of())));
    }

    private static KafkaRecordLog log(KafkaClients clients, LogSettings settings) {
        return new KafkaRecordLog(
                clients,
                new TopicNames(settings.topics().prefix()),
                new AdaptiveAppender(clients, "data", AdaptiveAppender.Pace.OF_DATA, 16 << 20),
                1);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static final class Inbox implements RecordLog.Receiver {
        private final List<LogRecord> records = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void records(List<LogRecord> batch, long end) {
            records.addAll(batch);
        }

        @Override
        public void ended() {}
    }

    /** A burst of one node, and what the other one appends while it is under way. */
    private void burst(int number, int size, boolean disturbed) {
        List<CompletableFuture<Appended>> appends = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            String text = number + "." + i;
            boolean foreign = disturbed && i % 50 == 49;
            appends.add((foreign ? other : own).append(partition, record(text)));
        }
        for (int i = 0; i < size; i++) {
            appended.put(await(appends.get(i)).offset(), number + "." + i);
        }
    }

    private static NewRecord record(String text) {
        return new NewRecord(null, text.getBytes(StandardCharsets.UTF_8), List.of());
    }

    private void awaitDelivered() {
        Awaitility.await().atMost(PATIENCE).until(() -> inbox.records.size() >= appended.size());
    }

    private void assertDelivered() {
        awaitDelivered();
        assertThat(inbox.records)
                .extracting(LogRecord::offset)
                .containsExactlyElementsOf(
                        LongStream.range(0, appended.size()).boxed().toList());
        assertThat(inbox.records)
                .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                .containsExactlyElementsOf(appended.values());
    }

    private double fetched() {
        return clients.metrics().stream()
                .filter(metric -> metric.name().endsWith("records-consumed-total")
                        && (metric.client().startsWith("tail")
                                || metric.client().startsWith("catchup")))
                .mapToDouble(ClientMetric::value)
                .sum();
    }

    /** Callers that wait for their answers, as a server's do. On a busy machine such a load has pauses, in which the fetch goes on; some stretch has few. */
    @Test
    void under_load_a_feed_gets_what_its_node_appends_without_fetching_it() {
        try (Feed feed = own.follow(partition, 0, inbox)) {
            int stretches = 0;
            double fetched = WINDOW * STRETCH;
            while (fetched >= WINDOW * STRETCH / 2.0) {
                assertThat(stretches++).as("stretches of load").isLessThan(PATIENT_STRETCHES);
                double before = fetched();
                for (int i = 0; i < STRETCH; i++) {
                    burst(stretches * STRETCH + i, WINDOW, false);
                }
                awaitDelivered();
                fetched = fetched() - before;
            }
            assertDelivered();
            assertThat(feed).isNotNull();
        }
    }

    @Test
    void what_another_node_appends_in_between_comes_in_its_place() {
        try (Feed feed = own.follow(partition, 0, inbox)) {
            for (int i = 0; i < BURSTS; i++) {
                burst(i, BURST, i % 8 == 7);
            }
            assertDelivered();
            assertThat(feed).isNotNull();
        }
    }

    @Test
    void what_another_node_appends_when_the_load_is_over_comes_too() {
        try (Feed feed = own.follow(partition, 0, inbox)) {
            for (int i = 0; i < BURSTS; i++) {
                burst(i, BURST, false);
            }
            appended.put(await(other.append(partition, record("last"))).offset(), "last");
            assertDelivered();
            assertThat(feed).isNotNull();
        }
    }

    @Test
    void a_feed_that_is_paused_under_load_goes_on_where_it_was() {
        try (Feed feed = own.follow(partition, 0, inbox)) {
            for (int i = 0; i < BURSTS; i++) {
                if (i % 8 == 3) {
                    feed.pause();
                }
                burst(i, BURST, false);
                if (i % 8 == 5) {
                    feed.resume();
                }
            }
            assertDelivered();
        }
    }
}
