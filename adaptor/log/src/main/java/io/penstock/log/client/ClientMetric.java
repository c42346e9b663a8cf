package io.penstock.log.client;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Metric;

/**
 * One number that one of the node's Kafka clients measures.
 *
 * @param client which client, for example {@code tail-0}
 * @param group Kafka's metric group, for example {@code producer-metrics}
 * @param name Kafka's metric name
 * @param tags Kafka's tags without the client's id
 */
public record ClientMetric(String client, String group, String name, Map<String, String> tags, double value) {

    public ClientMetric {
        tags = Map.copyOf(tags);
    }

    static Optional<ClientMetric> of(String client, Metric metric) {
        if (!(metric.metricValue() instanceof Double value)) {
            return Optional.empty();
        }
        Map<String, String> tags = new java.util.HashMap<>(metric.metricName().tags());
        tags.remove("client-id");
        return Optional.of(new ClientMetric(
                client, metric.metricName().group(), metric.metricName().name(), tags, value));
    }
}
