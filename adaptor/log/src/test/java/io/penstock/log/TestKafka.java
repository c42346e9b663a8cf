package io.penstock.log;

import io.penstock.broker.TestBroker;
import io.penstock.log.LogSettings.Kafka;
import io.penstock.log.LogSettings.TopicDefaults;
import io.penstock.log.client.KafkaClients;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Settings of tests: over the shared broker, each test under a prefix of its own. */
public final class TestKafka {

    private static final AtomicInteger PREFIXES = new AtomicInteger();
    private static final AtomicInteger NODES = new AtomicInteger();

    private TestKafka() {}

    /** Settings of a cluster that no other test sees. */
    public static LogSettings settings(TestBroker broker) {
        LogSettings embedded = LogSettings.embedded(broker.bootstrapServers());
        return embedded.withKafka(new Kafka(broker.bootstrapServers(), Map.of(), Duration.ofSeconds(10), 1))
                .withTopics(new TopicDefaults("t" + PREFIXES.incrementAndGet() + ".", 1, 1, 1))
                .withShards(embedded.shards().withCount(4));
    }

    /** Clients of a node. */
    public static KafkaClients clients(LogSettings settings) {
        return new KafkaClients(settings.kafka(), "node" + NODES.incrementAndGet());
    }
}
