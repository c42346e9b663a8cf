package io.penstock.kcl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import io.penstock.kcl.KclWorker.Library;
import io.penstock.kcl.KclWorker.Role;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.kinesis.producer.KinesisProducer;
import software.amazon.kinesis.producer.KinesisProducerConfiguration;
import software.amazon.kinesis.producer.UserRecordResult;

/**
 * The KPL's native program packs many records into one and sends them over TLS; the KCL unpacks them. While it looks for the shards of a stream, at first and after a split, the
 * KPL sends records alone, so each step goes on until it has packed some for the shards that there are.
 */
@ExtendWith(KclServer.Shared.class)
@Timeout(1200)
class KplIT {

    private static final String STREAM = "aggregated";
    private static final int BATCH = 300;
    private static final int KEYS = 30;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String HALF = "170141183460469231731687303715884105728";
    private static final String PARENT = "shardId-000000000000";
    private static final List<String> CHILDREN = List.of("shardId-000000000001", "shardId-000000000002");

    /** Kept from run to run: unpacking the program takes longer than the test, and the KPL watches its files as long as the JVM lives. */
    private static final Path PROGRAMS = Path.of("target", "kpl");

    private final Set<String> sent = new HashSet<>();

    @Test
    void what_the_kpl_packs_the_kcl_unpacks_also_when_the_shard_is_split_meanwhile(KclServer server) throws Exception {
        try (KinesisClient kinesis = server.createStream(STREAM, 1)) {
            Role role = new Role(Library.KCL_3, STREAM, STREAM, "fan-out");
            KinesisProducer producer = producer(server.endpoint());
            try (KclWorker worker = KclWorker.start("unpacking", server.environment(), role)) {
                await().atMost(LIMIT).until(() -> shardsOfPacked(producer).contains(PARENT));
                kinesis.splitShard(
                        r -> r.streamName(STREAM).shardToSplit(PARENT).newStartingHashKey(HALF));
                await().atMost(LIMIT).until(() -> shardsOfPacked(producer).containsAll(CHILDREN));

                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(told(worker, "part", "record"))
                                .as(worker.toString())
                                .isEqualTo(sent));
                assertThat(told(worker, "part")).as("unpacked").isNotEmpty();
                assertThat(worker.told()).contains("ended " + PARENT);
            } finally {
                producer.destroy();
            }
        }
    }

    /** Sends a batch; the shards that took a record of several records. */
    private Set<String> shardsOfPacked(KinesisProducer producer) throws Exception {
        List<ListenableFuture<UserRecordResult>> batch = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            String key = "k" + i % KEYS;
            String id = key + "/" + sent.size();
            sent.add(id);
            batch.add(producer.addUserRecord(STREAM, key, ByteBuffer.wrap(id.getBytes(StandardCharsets.UTF_8))));
        }
        producer.flush();
        Map<String, String> shards = new HashMap<>();
        Set<String> packed = new HashSet<>();
        for (ListenableFuture<UserRecordResult> one : batch) {
            UserRecordResult result = one.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (shards.put(result.getSequenceNumber(), result.getShardId()) != null) {
                packed.add(result.getShardId());
            }
        }
        return packed;
    }

    private static Set<String> told(KclWorker worker, String... kinds) {
        return worker.told().stream()
                .map(line -> line.split(" ", 3))
                .filter(words -> List.of(kinds).contains(words[0]))
                .map(words -> words[2])
                .collect(Collectors.toSet());
    }

    private static KinesisProducer producer(URI endpoint) throws IOException {
        Path programs = Files.createDirectories(PROGRAMS).toAbsolutePath();
        return new KinesisProducer(new KinesisProducerConfiguration()
                .setRegion("us-east-1")
                .setKinesisEndpoint(endpoint.getHost())
                .setKinesisPort(endpoint.getPort())
                .setStsEndpoint(endpoint.getHost())
                .setStsPort(endpoint.getPort())
                .setVerifyCertificate(false)
                .setMetricsLevel("none")
                .setTempDirectory(programs.toString())
                .setCredentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"))));
    }
}
