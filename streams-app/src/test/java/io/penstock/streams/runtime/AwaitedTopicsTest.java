package io.penstock.streams.runtime;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AwaitedTopicsTest {

    private static final CountDownLatch REFUSED = new CountDownLatch(2);

    /** Fails as a client's constructor does when no name of a broker can be resolved. */
    public static final class Unresolvable implements MetricsReporter {
        @Override
        public void configure(Map<String, ?> configs) {
            REFUSED.countDown();
            throw new ConfigException("No resolvable bootstrap urls given in bootstrap.servers");
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

    @Test
    void while_no_client_can_be_made_it_is_tried_again() throws InterruptedException {
        StreamsPlan.Kafka kafka =
                new StreamsPlan.Kafka("localhost:9092", Map.of("metric.reporters", Unresolvable.class.getName()));
        try (AwaitedTopics _ = new AwaitedTopics(kafka, "topic", () -> {})) {
            REFUSED.await();
        }
    }
}
