package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.broker.EmbeddedBrokerExtension;
import io.penstock.broker.TestBroker;
import io.penstock.streams.runtime.StreamsPlan;
import io.penstock.streams.runtime.StreamsRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A stream thread that dies at a time when the clients of no other can be made. */
@ExtendWith(EmbeddedBrokerExtension.class)
@Timeout(120)
class StreamThreadIT {

    private static final String TOPIC = "threads";

    private final String bootstrapServers;
    private final List<String> processed = new CopyOnWriteArrayList<>();

    StreamThreadIT(TestBroker broker) {
        bootstrapServers = broker.bootstrapServers();
    }

    /** What consumers are made with; fails as their constructors do when no name can be resolved. */
    public static final class Names implements ConsumerInterceptor<byte[], byte[]> {

        private static final List<Long> REFUSED = new CopyOnWriteArrayList<>();
        private static volatile boolean known = true;

        @Override
        public void configure(Map<String, ?> configs) {
            if (!known) {
                REFUSED.add(System.nanoTime());
                throw new ConfigException("No resolvable bootstrap urls given in bootstrap.servers");
            }
        }

        @Override
        public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
            return records;
        }

        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

        @Override
        public void close() {}
    }

    @BeforeEach
    void begin() throws Exception {
        Names.known = true;
        Names.REFUSED.clear();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get(30, TimeUnit.SECONDS);
        }
    }

    private Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(TOPIC, Consumed.with(Serdes.ByteArray(), Serdes.String()))
                .foreach((key, value) -> {
                    if (!Names.known) {
                        throw new IllegalStateException("planted");
                    }
                    processed.add(value);
                });
        return builder.build();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(50));
    }

    @Test
    void is_followed_by_another_once_clients_can_be_made_and_nobody_tries_without_a_pause(@TempDir Path directory)
            throws Exception {
        StreamsPlan plan = new StreamsPlan(
                TOPIC,
                new StreamsPlan.Kafka(
                        bootstrapServers, Map.of("main.consumer.interceptor.classes", Names.class.getName())),
                "",
                directory,
                StreamsPlan.Guarantee.AT_LEAST_ONCE,
                Optional.of("node"));
        try (StreamsRuntime runtime = new StreamsRuntime(plan, missing -> topology());
                KafkaProducer<String, String> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new StringSerializer(),
                        new StringSerializer())) {
            runtime.start();
            producer.send(new ProducerRecord<>(TOPIC, "before"));
            await().until(() -> processed.contains("before"));
            Names.known = false;
            producer.send(new ProducerRecord<>(TOPIC, "behind")).get(30, TimeUnit.SECONDS);
            await().until(() -> Names.REFUSED.size() >= 4);
            Names.known = true;
            await().until(() -> processed.contains("behind"));
            assertThat(Names.REFUSED.getLast() - Names.REFUSED.get(1))
                    .isGreaterThan((Names.REFUSED.size() - 2) * TimeUnit.MILLISECONDS.toNanos(900));
        }
    }
}
