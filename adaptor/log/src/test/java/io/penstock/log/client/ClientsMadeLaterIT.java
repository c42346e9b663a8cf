package io.penstock.log.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.broker.EmbeddedBrokerExtension;
import io.penstock.broker.TestBroker;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.RecordLog.Appended;
import io.penstock.kernel.port.RecordLog.Scan;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import io.penstock.log.LogSettings;
import io.penstock.log.TestKafka;
import io.penstock.log.record.KafkaRecordLog;
import io.penstock.log.topic.KafkaTopics;
import io.penstock.log.topic.TopicNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that are made when they are needed, at a time when none can be made. */
@ExtendWith(EmbeddedBrokerExtension.class)
@Timeout(120)
final class ClientsMadeLaterIT {

    private static final int BURST = 40;

    private final KafkaClients clients;
    private final AdaptiveAppender appender;
    private final KafkaRecordLog log;
    private final TopicPartition partition = new TopicPartition("later-" + System.nanoTime(), 0);

    /** What clients are made through; fails as their constructors do when no name can be resolved, or stands still as a name service may. */
    public static final class Names implements MetricsReporter {

        private static final AtomicInteger REFUSED = new AtomicInteger();
        private static final AtomicInteger HELD = new AtomicInteger();
        private static volatile boolean known = true;
        private static volatile CountDownLatch answers = new CountDownLatch(0);

        @Override
        public void configure(Map<String, ?> configs) {
            try {
                if (answers.getCount() > 0) {
                    HELD.incrementAndGet();
                    answers.await();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (!known) {
                REFUSED.incrementAndGet();
                throw new ConfigException("No resolvable bootstrap urls given in bootstrap.servers");
            }
        }

        @Override
        public void init(List<KafkaMetric> metrics) {}

        @Override
        public void metricChange(KafkaMetric metric) {}

        @Override
        public void metricRemoval(KafkaMetric metric) {}

        @Override
        public void close() {}
    }

    ClientsMadeLaterIT(TestBroker broker) {
        LogSettings settings = TestKafka.settings(broker);
        LogSettings.Kafka kafka = new LogSettings.Kafka(
                settings.kafka().bootstrapServers(),
                Map.of("metric.reporters", Names.class.getName()),
                settings.kafka().deliveryTimeout(),
                1);
        clients = new KafkaClients(kafka, "later");
        appender = new AdaptiveAppender(clients, "data", new AdaptiveAppender.Pace(8, 1), 16 << 20);
        log = new KafkaRecordLog(clients, new TopicNames(settings.topics().prefix()), appender, kafka.tailConsumers());
        await(new KafkaTopics(clients, settings.topics()).ensure(new Topics.Spec(partition.topic(), 1, Map.of())));
    }

    @BeforeEach
    void begin() {
        await(log.append(partition, record("first")));
        Names.REFUSED.set(0);
        Names.HELD.set(0);
    }

    @AfterEach
    void close() {
        Names.known = true;
        Names.answers.countDown();
        log.close();
        appender.close();
        clients.close();
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static NewRecord record(String text) {
        return new NewRecord(null, text.getBytes(StandardCharsets.UTF_8), List.of());
    }

    /** Enough at once for the appender to want its second producer; each is acknowledged. */
    private void burst() {
        List<CompletableFuture<Appended>> appends = IntStream.range(0, BURST)
                .mapToObj(i -> log.append(partition, record("m" + i)))
                .toList();
        appends.forEach(ClientsMadeLaterIT::await);
    }

    private void burstUntil(BooleanSupplier end) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            burst();
            return end.getAsBoolean();
        });
    }

    private boolean hasBulk() {
        return clients.metrics().stream().anyMatch(metric -> metric.client().equals("data-bulk"));
    }

    @Test
    void appends_go_on_while_a_producer_cannot_be_made_and_it_is_made_later() {
        Names.known = false;
        burstUntil(() -> Names.REFUSED.get() >= 2);
        assertThat(hasBulk()).isFalse();
        Names.known = true;
        burstUntil(this::hasBulk);
        burst();
    }

    @Test
    void the_timer_goes_on_while_a_producer_is_being_made() throws Exception {
        Names.answers = new CountDownLatch(1);
        burstUntil(() -> Names.HELD.get() > 0);
        clients.timer().submit(() -> {}).get(30, TimeUnit.SECONDS);
        assertThat(hasBulk()).isFalse();
    }

    @Test
    void a_read_waits_for_its_consumer() {
        Names.known = false;
        CompletableFuture<List<LogRecord>> read = log.read(partition, 0, 1, 1 << 20);
        awaitRefused();
        Names.known = true;
        assertThat(await(read)).hasSize(1);
    }

    @Test
    void a_scan_waits_for_its_consumer() {
        Names.known = false;
        CompletableFuture<Scan> scan = log.scan(partition, 0, 1, 1 << 20);
        awaitRefused();
        Names.known = true;
        assertThat(await(scan).records()).hasSize(1);
    }

    private static void awaitRefused() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Names.REFUSED.get() > 0);
    }
}
