package io.penstock.server.manage;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.penstock.log.Cluster;
import io.penstock.log.client.ClientMetric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Shards, and what Kafka's own clients measure. */
public final class ClusterMeters {

    /** Per topic and per partition Kafka measures thousands of numbers; these of the whole client say how it fares. */
    private static final Set<String> GROUPS = Set.of(
            "producer-metrics",
            "consumer-fetch-manager-metrics",
            "consumer-coordinator-metrics",
            "admin-client-metrics");

    private final Cluster cluster;
    private final Map<String, MultiGauge> clients = new HashMap<>();

    private ClusterMeters(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Adds the meters of a cluster. */
    public static void add(Metrics metrics, Cluster cluster) {
        ClusterMeters meters = new ClusterMeters(cluster);
        meters.shards(metrics.registry());
        metrics.onScrape(() -> meters.refresh(metrics.registry()));
    }

    private void shards(MeterRegistry registry) {
        Gauge.builder("penstock.kafka.reachable", cluster, it -> it.health().kafkaReachable() ? 1 : 0)
                .description("1 when brokers answered lately")
                .register(registry);
        Gauge.builder("penstock.shards.assigned", cluster, it -> it.health().shardsAssigned())
                .description("Shards this node should own")
                .register(registry);
        Gauge.builder("penstock.shards.live", cluster, it -> it.health().shardsLive())
                .description("Shards this node has restored and serves")
                .register(registry);
        Gauge.builder("penstock.log.ahead.bytes", cluster, Cluster::scannedAheadBytes)
                .description("Records fetched ahead for those who read logs from front to back")
                .register(registry);
    }

    /** Takes Kafka's numbers over, for each page anew, because clients come and go. */
    private void refresh(MeterRegistry registry) {
        Map<String, List<MultiGauge.Row<?>>> rows = new HashMap<>();
        for (ClientMetric metric : cluster.metrics()) {
            if (GROUPS.contains(metric.group()) && metric.tags().isEmpty() && !Double.isNaN(metric.value())) {
                String name = "kafka." + metric.group().replace("-metrics", "").replace('-', '.') + "."
                        + metric.name().replace('-', '.');
                rows.computeIfAbsent(name, ignored -> new ArrayList<>())
                        .add(MultiGauge.Row.of(Tags.of(Tag.of("client", metric.client())), metric.value()));
            }
        }
        rows.forEach((name, values) -> clients.computeIfAbsent(
                        name, ignored -> MultiGauge.builder(name).register(registry))
                .register(values, true));
    }
}
