package io.penstock.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.penstock.broker.TestCluster;
import io.penstock.log.LogSettings.Kafka;
import io.penstock.log.LogSettings.TopicDefaults;
import io.penstock.log.catalog.KafkaCatalog;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** A node starts while its Kafka is not there, not whole, or not for it. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
final class ClusterStartIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private CompletableFuture<String> givenUp = new CompletableFuture<>();
    private TestCluster brokers;

    @SuppressWarnings("NullAway.Init")
    ClusterStartIT() {}

    @BeforeAll
    void startBrokers() throws Exception {
        brokers = TestCluster.start(2);
    }

    @BeforeEach
    void forget() {
        told.clear();
        givenUp = new CompletableFuture<>();
    }

    @AfterAll
    void stopBrokers() {
        brokers.close();
    }

    private LogSettings settings(String prefix, int replicas) {
        return LogSettings.embedded(brokers.bootstrapServers())
                .withKafka(kafka(Map.of()))
                .withTopics(new TopicDefaults(prefix, replicas, replicas, 1));
    }

    private Kafka kafka(Map<String, String> properties) {
        return new Kafka(brokers.bootstrapServers(), properties, Duration.ofSeconds(1), 1);
    }

    private CompletableFuture<Cluster> open(LogSettings settings) {
        CompletableFuture<Cluster> opened = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                opened.complete(Cluster.open(
                        settings, InstantSource.system(), new SecureRandom(), new Startup(told::add, givenUp)));
            } catch (RuntimeException e) {
                opened.completeExceptionally(e);
            }
        });
        return opened;
    }

    private static UnusableKafkaException failure(CompletableFuture<Cluster> opening) {
        CompletionException failure = catchThrowableOfType(
                CompletionException.class,
                () -> opening.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join());
        if (failure != null && failure.getCause() instanceof UnusableKafkaException unusable) {
            return unusable;
        }
        throw new AssertionError("did not end as it should: " + opening, failure);
    }

    @Test
    void while_a_partition_has_no_leader_the_topics_are_waited_for() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers.bootstrapServers()))) {
            NewTopic catalog = new NewTopic("topics." + KafkaCatalog.TOPIC, Map.of(0, List.of(2)));
            admin.createTopics(List.of(catalog)).all().get(60, TimeUnit.SECONDS);
        }
        assertWaitsForBroker(settings("topics.", 1), "the internal topics");
    }

    @Test
    void while_no_write_is_taken_the_identity_is_waited_for() throws Exception {
        assertWaitsForBroker(settings("identity.", 2), "the identity of the cluster");
    }

    private void assertWaitsForBroker(LogSettings settings, String step) throws Exception {
        brokers.stop(2);
        CompletableFuture<Cluster> opening = open(settings);
        try {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(told)
                            .anySatisfy(what -> assertThat(what)
                                    .startsWith("waiting for " + step + " at " + brokers.bootstrapServers() + ": ")));
            assertThat(opening).isNotDone();
        } finally {
            brokers.restart(2);
        }
        opening.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join().close();
        assertThat(told).last().isEqualTo("");
    }

    @Test
    void brokers_that_refuse_the_credentials_end_the_start() {
        String login =
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"p\";";
        Kafka kafka = kafka(
                Map.of("security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", "PLAIN", "sasl.jaas.config", login));
        UnusableKafkaException refused = failure(open(settings("sasl.", 1).withKafka(kafka)));
        assertThat(refused)
                .hasMessageStartingWith("Kafka at " + brokers.bootstrapServers() + " cannot be used: ")
                .hasMessageContaining("handshake");
        assertThat(refused.isOfSettings()).isFalse();
    }

    @Test
    void settings_that_no_client_takes_end_the_start() {
        UnusableKafkaException refused =
                failure(open(settings("bad.", 1).withKafka(kafka(Map.of("security.protocol", "NONE")))));
        assertThat(refused).hasMessageContaining("security.protocol");
        assertThat(refused.isOfSettings()).isTrue();
    }

    @Test
    void whoever_starts_it_may_give_up() throws Exception {
        LogSettings nowhere = LogSettings.embedded("127.0.0.1:" + freePort());
        CompletableFuture<Cluster> opening = open(nowhere);
        await().atMost(PATIENCE)
                .until(() -> told.stream().anyMatch(what -> what.startsWith("waiting for Kafka at 127.0.0.1:")));
        givenUp.complete("no disk");
        assertThat(failure(opening)).hasMessageEndingWith("the start was given up: no disk");
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
