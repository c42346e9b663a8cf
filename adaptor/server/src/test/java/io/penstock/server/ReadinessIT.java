package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.broker.TestCluster;
import io.penstock.server.settings.SettingsLoader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readiness follows whether the node can write; liveness does not. */
@Timeout(120)
class ReadinessIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Test
    void a_node_is_not_ready_while_its_topics_are_under_min_isr_and_live_all_the_time(@TempDir Path data)
            throws Exception {
        try (TestCluster brokers = TestCluster.start(2);
                Penstock penstock = start(brokers, data)) {
            int port = penstock.managementPort();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(page(port, "/readyz").body())
                            .isEqualTo("ok\nkafka: ok\nshards: ok\nwrites: ok\n"));

            brokers.stop(2);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(page(port, "/readyz").body())
                            .startsWith("not ok\nkafka: ok\n")
                            .contains(
                                    "writes: not possible to penstock.journal-0 (1 in sync, min.insync.replicas is 2)")
                            .contains("penstock.catalog-0 (1 in sync, min.insync.replicas is 2)"));
            assertThat(page(port, "/readyz").statusCode()).isEqualTo(503);
            assertThat(page(port, "/livez").statusCode()).isEqualTo(200);

            brokers.restart(2);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(page(port, "/readyz").statusCode()).isEqualTo(200));
        }
    }

    private static Penstock start(TestCluster brokers, Path data) {
        return Penstock.start(new SettingsLoader(Map.of())
                .commandLine(Map.of(
                        "http.port", "0",
                        "management.port", "0",
                        "data-dir", data.toString(),
                        "kafka.bootstrap.servers", brokers.bootstrapServers(),
                        "cluster.shards", "4",
                        "topics.replication-factor", "2",
                        "topics.min-insync-replicas", "2"))
                .load());
    }

    private static HttpResponse<String> page(int port, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
