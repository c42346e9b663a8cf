package io.penstock.services.kinesis.data;

import static io.penstock.services.kinesis.data.DataFixture.STREAM;
import static io.penstock.services.kinesis.data.DataFixture.fault;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.kinesis.stream.HashRange;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

@Timeout(60)
class PutsTest {

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "r" + i).toList();
    }

    @Test
    void records_of_one_call_keep_their_order_and_their_numbers_grow() {
        try (DataFixture fixture = DataFixture.relaxed(3)) {
            PutRecordsResponse response = fixture.putAll("key", texts(0, 500));

            assertThat(response.failedRecordCount()).isZero();
            assertThat(response.records()).hasSize(500);
            List<BigInteger> numbers = response.records().stream()
                    .map(one -> new BigInteger(one.sequenceNumber()))
                    .toList();
            assertThat(numbers).isSorted().doesNotHaveDuplicates();
            String shard = response.records().getFirst().shardId();
            assertThat(response.records()).allMatch(one -> one.shardId().equals(shard));
            assertThat(fixture.all(
                            fixture.owner.stream().shard(shard).orElseThrow().number()))
                    .isEqualTo(texts(0, 500));
        }
    }

    @Test
    void a_record_goes_where_its_hash_says_and_an_explicit_hash_key_wins() {
        try (DataFixture fixture = DataFixture.relaxed(4)) {
            for (int shard = 0; shard < 4; shard++) {
                BigInteger first = HashRange.uniform(shard, 4).start();
                BigInteger last = HashRange.uniform(shard, 4).end();
                for (BigInteger hash : List.of(first, last)) {
                    PutRecordResponse response = fixture.client.putRecord(r -> r.streamName(STREAM)
                            .partitionKey("same")
                            .explicitHashKey(hash.toString())
                            .data(SdkBytes.fromUtf8String("x")));
                    assertThat(response.shardId()).isEqualTo(DataFixture.id(shard));
                }
            }
            FaultException beyond = fault(() -> fixture.client.putRecord(r -> r.streamName(STREAM)
                    .partitionKey("same")
                    .explicitHashKey(HashRange.LAST.add(BigInteger.ONE).toString())
                    .data(SdkBytes.fromUtf8String("x"))));
            assertThat(beyond.fault().shape()).isEqualTo("InvalidArgumentException");
        }
    }

    @Test
    void sizes_are_those_of_the_stream() {
        try (DataFixture fixture = DataFixture.relaxed(1)) {
            byte[] most = new byte[(1 << 20) - 1];
            fixture.client.putRecord(
                    r -> r.streamName(STREAM).partitionKey("k").data(SdkBytes.fromByteArrayUnsafe(most)));
            FaultException together = fault(() -> fixture.client.putRecord(
                    r -> r.streamName(STREAM).partitionKey("kk").data(SdkBytes.fromByteArrayUnsafe(most))));
            assertThat(together.fault().shape()).isEqualTo("InvalidArgumentException");
            FaultException data = fault(() -> fixture.client.putRecord(r -> r.streamName(STREAM)
                    .partitionKey("k")
                    .data(SdkBytes.fromByteArrayUnsafe(new byte[(1 << 20) + 1]))));
            assertThat(data.fault().shape()).isEqualTo("ValidationException");
            assertThat(data).hasMessageContaining("less than or equal to 1048576");
            List<PutRecordsRequestEntry> eleven = IntStream.range(0, 11)
                    .mapToObj(i -> PutRecordsRequestEntry.builder()
                            .partitionKey("k")
                            .data(SdkBytes.fromByteArrayUnsafe(most))
                            .build())
                    .toList();
            FaultException batch = fault(
                    () -> fixture.client.putRecords(r -> r.streamName(STREAM).records(eleven)));
            assertThat(batch.fault().shape()).isEqualTo("InvalidArgumentException");
            assertThat(batch).hasMessageContaining("10 MB");
            assertThat(fixture.all(0)).hasSize(1);
        }
    }

    @Test
    void an_ordering_number_must_be_one_of_ours() {
        try (DataFixture fixture = DataFixture.relaxed(1)) {
            String first = fixture.put("k", "1");
            String second = fixture.client
                    .putRecord(r -> r.streamName(STREAM)
                            .partitionKey("k")
                            .sequenceNumberForOrdering(first)
                            .data(SdkBytes.fromUtf8String("2")))
                    .sequenceNumber();
            assertThat(new BigInteger(second)).isGreaterThan(new BigInteger(first));
            FaultException invalid = fault(() -> fixture.client.putRecord(r -> r.streamName(STREAM)
                    .partitionKey("k")
                    .sequenceNumberForOrdering("12")
                    .data(SdkBytes.fromUtf8String("3"))));
            assertThat(invalid.fault().shape()).isEqualTo("InvalidArgumentException");
        }
    }

    @Test
    void what_the_log_does_not_acknowledge_fails_by_record_and_only_there() {
        try (DataFixture fixture = DataFixture.relaxed(2)) {
            fixture.world.recordLogFaults().refuseNextAppend();
            PutRecordsResponse response = fixture.putAll("key", texts(0, 3));

            assertThat(response.failedRecordCount()).isEqualTo(1);
            PutRecordsResultEntry failed = response.records().getFirst();
            assertThat(failed.errorCode()).isEqualTo("InternalFailure");
            assertThat(failed.errorMessage()).isNotEmpty();
            assertThat(failed.sequenceNumber()).isNull();
            assertThat(response.records().get(1).errorCode()).isNull();
            fixture.world.recordLogFaults().refuseNextAppend();
            assertThat(fault(() -> fixture.put("key", "x")).fault().status()).isEqualTo(503);
        }
    }

    @Test
    void a_shard_takes_a_thousand_records_and_a_mebibyte_a_second() {
        try (DataFixture fixture = DataFixture.strict()) {
            fixture.putAll("k", texts(0, 500));
            fixture.putAll("k", texts(0, 500));
            PutRecordsResponse beyond = fixture.putAll("k", texts(0, 2));
            assertThat(beyond.failedRecordCount()).isEqualTo(2);
            assertThat(beyond.records())
                    .extracting(PutRecordsResultEntry::errorCode)
                    .containsOnly("ProvisionedThroughputExceededException");
            assertThat(beyond.records().getFirst().errorMessage())
                    .isEqualTo("Rate exceeded for shard shardId-000000000000 in stream s under account 000000000000.");
            assertThat(fault(() -> fixture.put("k", "x")).fault().shape())
                    .isEqualTo("ProvisionedThroughputExceededException");
            fixture.advance(Duration.ofSeconds(1));
            fixture.put("k", "x".repeat(700_000));
            assertThat(fault(() -> fixture.put("k", "x".repeat(700_000)))
                            .fault()
                            .shape())
                    .isEqualTo("ProvisionedThroughputExceededException");
            fixture.advance(Duration.ofSeconds(1));
            fixture.put("k", "x".repeat(700_000));
            assertThat(fixture.plane.meters().samples())
                    .filteredOn(sample -> sample.meter() == StreamMeters.Meter.WRITE_PROVISIONED_THROUGHPUT_EXCEEDED)
                    .extracting(StreamMeters.Sample::count)
                    .containsExactly(4L);
        }
    }

    @Test
    void a_record_that_meets_a_closing_shard_waits_for_the_children_and_is_read_once() throws Exception {
        try (DataFixture fixture = DataFixture.relaxed(1)) {
            fixture.putAll("key", texts(0, 10));
            long end = fixture.owner.close(0);
            CompletableFuture<PutRecordsResponse> waiting = CompletableFuture.supplyAsync(
                    () -> fixture.putAll("key", texts(10, 20)), Thread::startVirtualThread);
            Awaitility.await().during(Duration.ofMillis(50)).until(() -> !waiting.isDone());
            fixture.owner.split(0);

            PutRecordsResponse response = waiting.get(20, TimeUnit.SECONDS);
            assertThat(response.failedRecordCount()).isZero();
            int child = fixture.owner.stream()
                    .shard(response.records().getFirst().shardId())
                    .orElseThrow()
                    .number();
            assertThat(child).isIn(1, 2);
            assertThat(fixture.all(0)).isEqualTo(texts(0, 10));
            assertThat(fixture.all(child)).isEqualTo(texts(10, 20));
            assertThat(end).isGreaterThan(10);
        }
    }

    @Test
    void a_record_behind_the_end_of_a_shard_goes_to_a_child_and_its_trace_is_never_shown() throws Exception {
        try (DataFixture fixture = DataFixture.relaxed(1)) {
            fixture.putAll("key", texts(0, 10));
            // The owner closes the shard, this node does not hear of it, and appends far beyond the end.
            var before = fixture.plane.streams().find(DataFixture.call(), STREAM, null);
            long end = fixture.owner.close(0);
            for (long offset = 10; offset < end; offset++) {
                fixture.produce(0, new io.penstock.kernel.port.NewRecord(null, new byte[] {'f'}, List.of()));
            }
            List<NewEntry> entries = new ArrayList<>();
            texts(10, 15).forEach(text -> entries.add(new NewEntry(DataFixture.bytes(text), "key", null)));
            CompletableFuture<List<Puts.Outcome>> outcomes = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return new Puts(fixture.plane).put(DataFixture.call(), before, entries);
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    },
                    Thread::startVirtualThread);
            Awaitility.await().during(Duration.ofMillis(50)).until(() -> !outcomes.isDone());
            fixture.owner.split(0);

            assertThat(outcomes.get(20, TimeUnit.SECONDS))
                    .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Puts.Outcome.Stored.class));
            List<String> children = new ArrayList<>(fixture.all(1));
            children.addAll(fixture.all(2));
            assertThat(children).isEqualTo(texts(10, 15));
            assertThat(fixture.all(0)).hasSize((int) end).doesNotContainAnyElementsOf(texts(10, 15));
        }
    }

    @Test
    void a_stream_that_is_not_there_is_said_so() {
        try (DataFixture fixture = DataFixture.relaxed(1)) {
            FaultException missing = fault(() -> fixture.client.putRecord(
                    r -> r.streamName("other").partitionKey("k").data(SdkBytes.fromUtf8String("x"))));
            assertThat(missing.fault().shape()).isEqualTo("ResourceNotFoundException");
            assertThat(missing).hasMessage("Stream other under account 000000000000 not found.");
            assertThat(fault(() -> fixture.client.putRecord(
                                    r -> r.partitionKey("k").data(SdkBytes.fromUtf8String("x"))))
                            .fault()
                            .shape())
                    .isEqualTo("InvalidArgumentException");
        }
    }
}
