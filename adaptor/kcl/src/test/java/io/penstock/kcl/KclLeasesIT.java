package io.penstock.kcl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.kcl.KclWorker.Library;
import io.penstock.kcl.KclWorker.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** Workers of one application come and go. Their leases, coordinator state and metrics are in Penstock's own tables. */
@ExtendWith(KclServer.Shared.class)
@Timeout(1200)
class KclLeasesIT {

    private static final int SHARDS = 4;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final List<KclWorker> workers = new ArrayList<>();

    @AfterEach
    void end() {
        workers.forEach(KclWorker::close);
    }

    @ParameterizedTest
    @EnumSource
    void leases_move_to_who_joins_and_from_who_leaves_or_dies(Library library, KclServer server) {
        String stream = "leased-" + library;
        Role role = new Role(library, stream, "app-" + library, "polling");
        try (KinesisClient kinesis = server.createStream(stream, SHARDS);
                Writing writing = new Writing(kinesis, stream)) {
            Set<String> all = kinesis.listShards(r -> r.streamName(stream)).shards().stream()
                    .map(Shard::shardId)
                    .collect(Collectors.toSet());
            KclWorker first = start("first", server, role);
            awaitShared(all, first);

            KclWorker second = start("second", server, role);
            awaitShared(all, first, second);

            second.stop();
            assertThat(second.told()).as(second.toString()).endsWith("stopped true");
            assertThat(second.told()).as(second.toString()).anyMatch(line -> line.startsWith("asked "));
            awaitShared(all, first);

            KclWorker third = start("third", server, role);
            awaitShared(all, first, third);

            first.kill();
            awaitShared(all, third);
            writing.finish();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(Ledger.count(workers))
                            .isEqualTo(writing.load().acknowledgedCount.get()));
            workers.forEach(
                    worker -> Ledger.assertTenures(worker, writing.load().acknowledged()));
        }
        assertThat(tables(server, role.application()))
                .containsExactlyInAnyOrderElementsOf(
                        library == Library.KCL_3_4
                                ? List.of("", "-CoordinatorState", "-WorkerMetricStats")
                                : List.of(""));
    }

    /** What the names of an application's tables have behind its own. */
    private static List<String> tables(KclServer server, String application) {
        try (DynamoDbClient tables = DynamoDbClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            return tables.listTables().tableNames().stream()
                    .filter(name -> name.equals(application) || name.startsWith(application + "-"))
                    .map(name -> name.substring(application.length()))
                    .toList();
        }
    }

    private KclWorker start(String name, KclServer server, Role role) {
        KclWorker worker = KclWorker.start(name, server.environment(), role);
        workers.add(worker);
        return worker;
    }

    /** Each of them has some shards, and together they have all of them, once. */
    private static void awaitShared(Set<String> all, KclWorker... sharing) {
        await().atMost(LIMIT).untilAsserted(() -> {
            List<String> held = new ArrayList<>();
            for (KclWorker each : sharing) {
                assertThat(each.shards()).as(each.toString()).isNotEmpty();
                held.addAll(each.shards());
            }
            assertThat(held).as(Arrays.toString(sharing)).doesNotHaveDuplicates();
            assertThat(new HashSet<>(held)).isEqualTo(all);
        });
    }
}
