package io.penstock.log.client;

import io.penstock.log.LogSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the node's clients. Our choices first, then what the maker of a client needs, then the operator's properties, which win.
 *
 * <p>Holds the one timer thread for retries of this module, and the metrics of every client that is open.
 */
public final class KafkaClients implements AutoCloseable {

    /** Records up to this size are accepted on the way out; topics may allow less. */
    public static final int MAX_RECORD_BYTES = 16 << 20;

    /** For a read, {@code default.api.timeout.ms}. */
    private static final Duration READ_PATIENCE = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(KafkaClients.class);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final LogSettings.Kafka settings;
    private final String nodeId;
    private final ScheduledExecutorService timer;
    private final Admin admin;
    private final LookupCount lookups = new LookupCount();
    private final Map<String, Supplier<Map<MetricName, ? extends Metric>>> metrics = new ConcurrentHashMap<>();

    public KafkaClients(LogSettings.Kafka settings, String nodeId) {
        this.settings = settings;
        this.nodeId = nodeId;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("penstock-timer").factory());
        this.admin = Admin.create(configs("admin", Map.of("default.api.timeout.ms", 30_000)));
        metrics.put("admin", admin::metrics);
    }

    /** The node's one admin client; thread-safe. */
    public Admin admin() {
        return admin;
    }

    /** Completes once a broker answers, within this time or not at all. */
    public CompletableFuture<String> answering(Duration within) {
        DescribeClusterOptions options = new DescribeClusterOptions().timeoutMs(Math.toIntExact(within.toMillis()));
        return Futures.of(admin.describeCluster(options).clusterId());
    }

    /** Unique among the nodes of a cluster, new at every start. */
    public String nodeId() {
        return nodeId;
    }

    /** For retries and timeouts; tasks must not block. */
    public ScheduledExecutorService timer() {
        return timer;
    }

    public Duration deliveryTimeout() {
        return settings.deliveryTimeout();
    }

    /**
     * A consumer that reads committed records, belongs to no group and never commits.
     *
     * @throws KafkaException as {@link #producer}
     */
    public KafkaConsumer<byte[], byte[]> consumer(String role, Map<String, Object> specific) {
        Map<String, Object> configs = new HashMap<>();
        configs.put("enable.auto.commit", false);
        configs.put("isolation.level", "read_committed");
        configs.put("auto.offset.reset", "none");
        configs.put("allow.auto.create.topics", false);
        configs.put("fetch.min.bytes", 1);
        configs.put("max.poll.records", 1000);
        configs.put("default.api.timeout.ms", (int) READ_PATIENCE.toMillis());
        configs.putAll(specific);
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(configs(role, configs), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        metrics.put(role, consumer::metrics);
        return consumer;
    }

    /**
     * The same, for a thread that has nothing to do without one: when it cannot be made, as while the brokers' names cannot be resolved, it tries again every second.
     *
     * @param over asked between attempts
     * @return empty once it is over
     */
    public Optional<KafkaConsumer<byte[], byte[]>> consumer(
            String role, Map<String, Object> specific, BooleanSupplier over) {
        while (!over.getAsBoolean()) {
            try {
                return Optional.of(consumer(role, specific));
            } catch (KafkaException e) {
                LOG.atWarn()
                        .addKeyValue("client", role)
                        .addKeyValue("reason", Futures.root(e).getMessage())
                        .log("a client cannot be made, trying again in a second");
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            }
        }
        return Optional.empty();
    }

    /** Whether a read that begins now has waited for a consumer that cannot be made as long as it waits for brokers that do not answer. */
    public static BooleanSupplier readPatience() {
        long until = System.nanoTime() + READ_PATIENCE.toNanos();
        return () -> System.nanoTime() - until > 0;
    }

    /**
     * An idempotent producer that waits for all replicas.
     *
     * @throws KafkaException when it cannot be made, as while none of the brokers' names can be resolved
     */
    public KafkaProducer<byte[], byte[]> producer(String role, Map<String, Object> specific) {
        int delivery = (int) settings.deliveryTimeout().toMillis();
        Map<String, Object> configs = new HashMap<>();
        configs.put("acks", "all");
        configs.put("enable.idempotence", true);
        configs.put("max.in.flight.requests.per.connection", 5);
        configs.put("retries", Integer.MAX_VALUE);
        configs.put("request.timeout.ms", Math.max(500, delivery / 3));
        configs.put("delivery.timeout.ms", delivery);
        configs.put("max.request.size", MAX_RECORD_BYTES);
        // A producer asks for a topic that was deleted twice a second until this is over (measured), so not for long;
        // an append after such a pause waits
        // for one round trip.
        configs.put("metadata.max.idle.ms", 5L * 60 * 1000);
        configs.putAll(specific);
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(configs(role, configs), lookups, new ByteArraySerializer());
        metrics.put(role, producer::metrics);
        return producer;
    }

    /** How often producers of this node got metadata of topics. */
    public long lookups() {
        return lookups.count();
    }

    /** Closes a consumer at once and forgets its metrics. */
    public void close(String role, KafkaConsumer<byte[], byte[]> consumer) {
        metrics.remove(role);
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(CLOSE));
    }

    /** Closes a producer, waiting shortly for what is in flight, and forgets its metrics. */
    public void close(String role, KafkaProducer<byte[], byte[]> producer) {
        metrics.remove(role);
        producer.close(CLOSE);
    }

    /** What every open client measures, by client. */
    public List<ClientMetric> metrics() {
        return metrics.entrySet().stream()
                .flatMap(client -> client.getValue().get().values().stream()
                        .flatMap(metric -> ClientMetric.of(client.getKey(), metric).stream()))
                .toList();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        admin.close(CLOSE);
    }

    private Map<String, Object> configs(String role, Map<String, ?> specific) {
        Map<String, Object> configs = new HashMap<>();
        configs.put("bootstrap.servers", settings.bootstrapServers());
        configs.put("client.id", "penstock-" + nodeId + "-" + role);
        // Metrics are read through metrics(); JMX beans would cost start-up time and nothing reads them.
        configs.put("metric.reporters", "");
        configs.put("enable.metrics.push", false);
        configs.put("retry.backoff.ms", 20);
        configs.put("retry.backoff.max.ms", 500);
        configs.put("reconnect.backoff.ms", 20);
        configs.put("reconnect.backoff.max.ms", 500);
        configs.putAll(specific);
        configs.putAll(settings.properties());
        return configs;
    }
}
