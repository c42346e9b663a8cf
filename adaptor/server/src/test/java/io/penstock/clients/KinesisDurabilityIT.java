package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/** A server of its own: killed with {@code kill -9} under load, and given more than fits into its memory. */
@Timeout(480)
class KinesisDurabilityIT {

    private static final int WRITERS = 4;
    private static final int ENOUGH = 3_000;

    @Test
    void after_kill_9_every_acknowledged_record_is_there_once_in_order(@TempDir Path directory) throws Exception {
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        TestStream stream;
        try (ServerProcess server = ServerProcess.start(directory);
                KinesisClient kinesis = KinesisSdk.once(server.endpoint())) {
            stream = TestStream.create(kinesis, 2);
            Hands hands = new Hands();
            for (int i = 0; i < WRITERS; i++) {
                String key = "w" + i;
                AtomicInteger next = new AtomicInteger();
                hands.repeat(() -> write(kinesis, stream.name(), key, next, acknowledged));
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() >= ENOUGH);
            server.kill();
            hands.join();
        }
        try (ServerProcess again = ServerProcess.start(directory);
                KinesisClient kinesis = KinesisSdk.sync(again.endpoint())) {
            List<String> read = stream.with(kinesis).all();
            assertThat(read).doesNotHaveDuplicates().containsAll(acknowledged);
            for (int i = 0; i < WRITERS; i++) {
                String prefix = "w" + i + ":";
                assertThat(read.stream()
                                .filter(one -> one.startsWith(prefix))
                                .map(one -> Integer.parseInt(one.substring(prefix.length())))
                                .toList())
                        .isSorted();
            }
        }
    }

    private static void write(
            KinesisClient kinesis, String stream, String key, AtomicInteger next, Set<String> acknowledged) {
        List<String> data = IntStream.range(0, 20)
                .mapToObj(i -> key + ":" + next.getAndIncrement())
                .toList();
        PutRecordsResponse response = kinesis.putRecords(r -> r.streamName(stream)
                .records(data.stream()
                        .map(one -> entry(key, one.getBytes(StandardCharsets.UTF_8)))
                        .toList()));
        for (int i = 0; i < data.size(); i++) {
            if (response.records().get(i).errorCode() == null) {
                acknowledged.add(data.get(i));
            }
        }
    }

    private static PutRecordsRequestEntry entry(String key, byte[] data) {
        return PutRecordsRequestEntry.builder()
                .partitionKey(key)
                .data(SdkBytes.fromByteArrayUnsafe(data))
                .build();
    }

    @Test
    void a_hundred_callers_with_large_records_fit_into_a_small_heap(@TempDir Path directory) throws Exception {
        try (ServerProcess server = ServerProcess.start(directory, "-Xmx512m", "-XX:+ExitOnOutOfMemoryError");
                KinesisClient kinesis = KinesisSdk.sync(server.endpoint());
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            TestStream stream = TestStream.create(kinesis, 4);
            byte[] data = new byte[256 << 10];
            AtomicInteger stored = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            List<Future<Void>> calls = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String key = "k" + i;
                Callable<Void> call = () -> {
                    try {
                        PutRecordsResponse response = kinesis.putRecords(r -> r.streamName(stream.name())
                                .records(IntStream.range(0, 20)
                                        .mapToObj(n -> entry(key, data))
                                        .toList()));
                        for (PutRecordsResultEntry one : response.records()) {
                            String code = one.errorCode();
                            if (code == null) {
                                stored.incrementAndGet();
                            } else {
                                assertThat(code).isEqualTo("ProvisionedThroughputExceededException");
                                refused.incrementAndGet();
                            }
                        }
                    } catch (SdkServiceException busy) {
                        assertThat(busy.statusCode() == 503 || busy.isThrottlingException())
                                .as(busy.toString())
                                .isTrue();
                        refused.addAndGet(20);
                    }
                    return null;
                };
                calls.add(callers.submit(call));
            }
            for (Future<Void> call : calls) {
                call.get();
            }
            assertThat(stored.get() + refused.get()).isEqualTo(2_000);
            assertThat(stored.get()).isPositive();
            stream.put("after", "still there");
        }
    }
}
