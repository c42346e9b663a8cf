package io.penstock.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.broker.EmbeddedBrokerExtension;
import io.penstock.broker.TestBroker;
import io.penstock.kernel.ledger.Ledger;
import io.penstock.kernel.ledger.LedgerProtocol.Balance;
import io.penstock.kernel.ledger.LedgerProtocol.Deposit;
import io.penstock.kernel.ledger.LedgerProtocol.Look;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The facade over a broker, as the server uses it. */
@ExtendWith(EmbeddedBrokerExtension.class)
@Timeout(120)
final class ClusterIT {

    private static final AggregateId ID = new AggregateId("account/1");

    private final LogSettings settings;

    ClusterIT(TestBroker broker) {
        settings = TestKafka.settings(broker);
    }

    private static Cluster open(LogSettings settings) {
        return Cluster.open(settings, InstantSource.system(), new SecureRandom());
    }

    private Cluster started() {
        Cluster cluster = open(settings);
        cluster.machines().register(new Ledger(), self -> Companion.none());
        cluster.start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> cluster.health().isReady());
        return cluster;
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Test
    void what_was_acknowledged_is_there_after_a_restart() {
        try (Cluster cluster = started()) {
            get(cluster.machines().submit(Ledger.TYPE, ID, new Deposit(5)));
        }
        try (Cluster cluster = started()) {
            assertThat(get(cluster.machines().submit(Ledger.TYPE, ID, new Look())))
                    .isEqualTo(new Balance(5, 0, 0, 1));
        }
    }

    @Test
    void health_says_how_many_shards_are_restored() {
        try (Cluster cluster = started()) {
            assertThat(cluster.health()).hasToString("Kafka reachable, shards restored: 4 of 4 (4 in the cluster)");
        }
    }

    @Test
    void a_cluster_keeps_the_number_of_shards_it_was_made_with() {
        try (Cluster cluster = open(settings)) {
            assertThat(cluster.shardCount()).isEqualTo(4);
        }
        try (Cluster cluster = open(settings.withShards(settings.shards().withCount(7)))) {
            assertThat(cluster.shardCount()).isEqualTo(4);
        }
    }

    @Test
    void clients_say_what_they_measure() {
        try (Cluster cluster = started()) {
            get(cluster.machines().submit(Ledger.TYPE, ID, new Deposit(5)));
            assertThat(cluster.metrics()).extracting(metric -> metric.name()).contains("record-send-total");
        }
    }

    @Test
    void an_interrupt_ends_the_wait_for_brokers_and_nothing_is_left_running() {
        LogSettings nowhere =
                settings.withKafka(new LogSettings.Kafka("127.0.0.1:1", java.util.Map.of(), Duration.ofSeconds(2), 1));
        Set<Thread> before = clientThreads();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> open(nowhere))
                .isInstanceOf(UnusableKafkaException.class)
                .hasMessageContaining("127.0.0.1:1")
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> before.containsAll(clientThreads()));
    }

    private static Set<Thread> clientThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("penstock-"))
                .collect(Collectors.toSet());
    }
}
