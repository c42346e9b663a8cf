package io.penstock.log.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.broker.EmbeddedBrokerExtension;
import io.penstock.broker.TestBroker;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import io.penstock.log.LogSettings;
import io.penstock.log.LogSettings.Kafka;
import io.penstock.log.TestKafka;
import io.penstock.log.topic.KafkaTopics;
import io.penstock.log.topic.TopicNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One partition's records and acknowledgements keep the order of its appends, whichever producer each goes by. */
@ExtendWith(EmbeddedBrokerExtension.class)
@Timeout(180)
final class AdaptiveAppenderIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Little enough for one thread to bring load, and enough for a quarter of it to be under way when load is over. */
    private static final AdaptiveAppender.Pace PACE = new AdaptiveAppender.Pace(64, 1);

    /** So many appends under way are load. */
    private static final int LOAD = 2 * PACE.busy();

    /** The partition whose order is watched. */
    private static final int WATCHED = 0;

    /** Where load comes from that is not the watched partition's own. */
    private static final int OTHER = 1;

    /** From here on each partition gets one append, which shows the producer that is wanted now. */
    private static final int FIRST_PROBE = 2;

    private static final int PARTITIONS = 64;
    private static final int ROUNDS = 4;

    /** Enough at once to wait for company, and too few to linger. */
    private static final int REQUESTS = 48;

    private static final int APPENDS = 40;

    private final String topic = "order-" + System.nanoTime();
    private final KafkaClients plain;
    private final KafkaClients clients;
    private final TopicNames names;
    private final AdaptiveAppender appender;
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final AtomicInteger appended = new AtomicInteger();
    private int probes;

    AdaptiveAppenderIT(TestBroker broker) {
        LogSettings settings = TestKafka.settings(broker);
        plain = TestKafka.clients(settings);
        names = new TopicNames(settings.topics().prefix());
        clients = TestKafka.clients(settings.withKafka(new Kafka(
                broker.bootstrapServers(), Map.of("interceptor.classes", Handed.class.getName()), PATIENCE, 1)));
        appender = new AdaptiveAppender(clients, "data", PACE, 16 << 20);
        new KafkaTopics(clients, settings.topics(), deleted -> {})
                .ensure(new Topics.Spec(topic, PARTITIONS, Map.of()))
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    @AfterEach
    void close() {
        appender.close();
        clients.close();
        plain.close();
    }

    /** How the append of a number to the watched partition went. */
    private record Told(int number, long offset, @Nullable Exception error) {}

    /** Notes by which producer a record went, and on which threads those of a topic. Made by the producers themselves, hence what is static. */
    public static final class Handed implements ProducerInterceptor<byte[], byte[]> {
        private static final Map<String, String> PRODUCERS = new ConcurrentHashMap<>();
        private static final Map<String, Set<String>> THREADS = new ConcurrentHashMap<>();
        private String client = "";

        @Override
        public void configure(Map<String, ?> configs) {
            client = String.valueOf(configs.get("client.id"));
        }

        @Override
        public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
            String text = new String(record.value(), StandardCharsets.UTF_8);
            PRODUCERS.put(new TopicPartition(record.topic(), record.partition()) + text, client);
            THREADS.computeIfAbsent(record.topic(), topic -> ConcurrentHashMap.newKeySet())
                    .add(Thread.currentThread().getName());
            return record;
        }

        @Override
        public void onAcknowledgement(@Nullable RecordMetadata metadata, @Nullable Exception error) {}

        @Override
        public void close() {}
    }

    /** An acknowledgement that is being told for as long as the test likes. What takes them must not block otherwise. */
    private static final class Pause {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch over = new CountDownLatch(1);

        void hold() {
            begun.countDown();
            try {
                if (!over.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the pause has no end");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        boolean hasBegun() {
            return begun.getCount() == 0;
        }

        void end() {
            over.countDown();
        }
    }

    private TopicPartition physical(int partition) {
        return names.physical(new TopicPartition(topic, partition));
    }

    private static NewRecord record(String text) {
        return new NewRecord(null, text.getBytes(StandardCharsets.UTF_8), List.of());
    }

    /** Whether it went by the producer that lingers, or empty when it was handed to none yet. */
    private Optional<Boolean> lingers(int partition, String text) {
        return Optional.ofNullable(Handed.PRODUCERS.get(physical(partition) + text))
                .map(producer -> producer.endsWith("-bulk"));
    }

    private Optional<Boolean> lingers(int number) {
        return lingers(WATCHED, Integer.toString(number));
    }

    /**
     * The next number goes to the watched partition.
     *
     * @param telling done with the number when it is acknowledged, before that is noted
     */
    private synchronized void append(IntConsumer telling) {
        int number = appended.getAndIncrement();
        appender.append(physical(WATCHED), record(Integer.toString(number)), (offset, timestamp, error) -> {
            telling.accept(number);
            told.add(new Told(number, offset, error));
        });
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            append(number -> {});
        }
    }

    private boolean isAllTold() {
        return told.size() == appended.get();
    }

    private static void await(Callable<Boolean> done) {
        Awaitility.await().atMost(PATIENCE).until(done);
    }

    /** Partitions with nothing in flight, each of them once, go by this producer now. */
    private void awaitWanted(boolean lingering) {
        await(() -> {
            int partition = FIRST_PROBE + probes++;
            appender.append(physical(partition), record("probe"), (offset, timestamp, error) -> {});
            return lingers(partition, "probe").equals(Optional.of(lingering));
        });
    }

    /** Brings load, and with it the producer that lingers, even if the other one stands still. */
    private void load() {
        for (int i = 0; i < LOAD; i++) {
            appender.append(physical(OTHER), record("load"), (offset, timestamp, error) -> {});
        }
        awaitWanted(true);
    }

    /** Appends to the watched partition, so much at a time, until the last of it goes by this producer and its acknowledgement is being told. */
    private Pause hold(int atATime, boolean lingering) {
        Pause pause = new Pause();
        await(() -> {
            append(atATime - 1);
            append(number -> {
                if (lingers(number).equals(Optional.of(lingering))) {
                    pause.hold();
                }
            });
            await(() -> pause.hasBegun() || isAllTold());
            return pause.hasBegun();
        });
        return pause;
    }

    /**
     * The other producer becomes the wanted one while an acknowledgement is being told, and more is appended.
     *
     * @param behind appends that are in flight behind that acknowledgement
     */
    private void changeWhileTelling(Pause pause, int behind, Runnable change) {
        int held = appended.get() - 1;
        try {
            append(behind);
            change.run();
            append(3);
            // Whatever goes by the other producer in spite of that gets the time to overtake.
            await(() -> IntStream.range(held + 1, appended.get())
                    .filter(number ->
                            lingers(number).isPresent() && !lingers(number).equals(lingers(held)))
                    .allMatch(number -> told.stream().anyMatch(one -> one.number == number)));
        } finally {
            pause.end();
        }
        assertInOrder();
    }

    private void assertInOrder() {
        await(this::isAllTold);
        assertThat(log())
                .containsExactlyElementsOf(IntStream.range(0, appended.get())
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(told)
                .containsExactlyElementsOf(IntStream.range(0, appended.get())
                        .mapToObj(number -> new Told(number, number, null))
                        .toList());
    }

    /** What is in the watched partition. */
    private List<String> log() {
        List<String> read = new ArrayList<>();
        KafkaConsumer<byte[], byte[]> consumer = plain.consumer("reader", Map.of());
        try {
            org.apache.kafka.common.TopicPartition watched =
                    new org.apache.kafka.common.TopicPartition(physical(WATCHED).topic(), WATCHED);
            consumer.assign(List.of(watched));
            consumer.seekToBeginning(List.of(watched));
            await(() -> {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    read.add(new String(record.value(), StandardCharsets.UTF_8));
                }
                return read.size() >= appended.get();
            });
            return read;
        } finally {
            plain.close("reader", consumer);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void when_load_comes_while_an_acknowledgement_is_told_nothing_goes_ahead_of_it_or_of_what_follows_it(int behind) {
        Pause pause = hold(1, false);
        changeWhileTelling(pause, behind, this::load);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void when_load_is_over_while_an_acknowledgement_is_told_nothing_goes_ahead_of_it_or_of_what_follows_it(int behind) {
        Pause pause = hold(LOAD, true);
        changeWhileTelling(pause, behind, () -> awaitWanted(false));
    }

    /** Appends the next number while one that lingered is being told. Where two do so there is little under way, but never nothing. */
    private void trickle(int number) {
        if (lingers(number).equals(Optional.of(true))) {
            append(this::trickle);
        }
    }

    @Test
    void order_holds_while_load_comes_and_goes() {
        for (int round = 0; round < ROUNDS; round++) {
            await(() -> {
                append(LOAD);
                await(this::isAllTold);
                return lingers(appended.get() - 1).equals(Optional.of(true));
            });
            append(this::trickle);
            append(this::trickle);
            await(this::isAllTold);
            assertThat(lingers(appended.get() - 1)).contains(false);
        }
        assertInOrder();
    }

    /** Appends, and waits for each as a request does. */
    private void request() {
        for (int i = 0; i < APPENDS; i++) {
            CountDownLatch acknowledged = new CountDownLatch(1);
            append(number -> acknowledged.countDown());
            try {
                assertThat(acknowledged.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void order_holds_where_requests_wait_for_company() throws Exception {
        try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Object>> all = Collections.nCopies(REQUESTS, Executors.callable(this::request));
            for (Future<Object> one : requests.invokeAll(all)) {
                one.get();
            }
        }
        assertInOrder();
        assertThat(Handed.THREADS.get(physical(WATCHED).topic())).contains("data-company");
    }
}
