package io.penstock.services.kinesis.data;

import static io.penstock.services.kinesis.data.DataFixture.STREAM;
import static io.penstock.services.kinesis.data.DataFixture.fault;
import static io.penstock.services.kinesis.data.DataFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.kinesis.stream.StreamDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

@Timeout(60)
class GetRecordsTest {

    private static String numbered(DataFixture fixture, ShardIteratorType type, String sequenceNumber) {
        return fixture.client
                .getShardIterator(r -> r.streamName(STREAM)
                        .shardId(DataFixture.id(0))
                        .shardIteratorType(type)
                        .startingSequenceNumber(sequenceNumber))
                .shardIterator();
    }

    private static String timed(DataFixture fixture, Instant time) {
        return fixture.client
                .getShardIterator(r -> r.streamName(STREAM)
                        .shardId(DataFixture.id(0))
                        .shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                        .timestamp(time))
                .shardIterator();
    }

    @Test
    void an_iterator_begins_where_its_kind_says() {
        try (DataFixture fixture = DataFixture.relaxed(1)) {
            Instant begin = fixture.world.clock().instant();
            String first = fixture.put("k", "1");
            fixture.advance(Duration.ofSeconds(1));
            String second = fixture.put("k", "2");
            fixture.advance(Duration.ofSeconds(1));
            fixture.put("k", "3");
            String latest = fixture.iterator(0, ShardIteratorType.LATEST);
            String horizon = fixture.iterator(0, ShardIteratorType.TRIM_HORIZON);
            fixture.put("k", "4");

            assertThat(texts(fixture.get(horizon).records())).containsExactly("1", "2", "3", "4");
            assertThat(texts(fixture.get(latest).records())).containsExactly("4");
            assertThat(texts(fixture.get(numbered(fixture, ShardIteratorType.AT_SEQUENCE_NUMBER, second))
                            .records()))
                    .containsExactly("2", "3", "4");
            assertThat(texts(fixture.get(numbered(fixture, ShardIteratorType.AFTER_SEQUENCE_NUMBER, first))
                            .records()))
                    .containsExactly("2", "3", "4");
            assertThat(texts(fixture.get(timed(fixture, begin)).records())).hasSize(4);
            assertThat(texts(fixture.get(timed(fixture, begin.plusMillis(1))).records()))
                    .containsExactly("2", "3", "4");
            assertThat(texts(fixture.get(timed(fixture, begin.plusSeconds(2))).records()))
                    .containsExactly("3", "4");
        }
    }

    @Test
    void after_the_starting_number_of_a_shard_comes_its_first_record() {
        try (DataFixture fixture = DataFixture.relaxed(1)) {
            fixture.put("k", "1");
            String starting =
                    fixture.owner.stream().shard(0).orElseThrow().starting().toString();
            assertThat(texts(fixture.get(numbered(fixture, ShardIteratorType.AFTER_SEQUENCE_NUMBER, starting))
                            .records()))
                    .containsExactly("1");
            assertThat(texts(fixture.get(numbered(fixture, ShardIteratorType.AT_SEQUENCE_NUMBER, starting))
                            .records()))
                    .containsExactly("1");
        }
    }

    @Test
    void positions_that_cannot_be_are_refused() {
        try (DataFixture fixture = DataFixture.relaxed(2)) {
            String ofOther = fixture.owner.stream()
                    .shard(1)
                    .orElseThrow()
                    .sequenceNumber(0)
                    .toString();
            for (String text : List.of(ofOther, "0", "123")) {
                FaultException invalid = fault(() -> numbered(fixture, ShardIteratorType.AT_SEQUENCE_NUMBER, text));
                assertThat(invalid.fault().shape()).isEqualTo("InvalidArgumentException");
                assertThat(invalid).hasMessageContaining("used in GetShardIterator on shard shardId-000000000000");
            }
            assertThat(fault(
                            () -> timed(fixture, fixture.world.clock().instant().plusSeconds(1))))
                    .hasMessageContaining("cannot be greater than the currentTimestampInMillis");
            assertThat(fault(() -> fixture.iterator(0, ShardIteratorType.AT_TIMESTAMP))
                            .fault()
                            .shape())
                    .isEqualTo("InvalidArgumentException");
            assertThat(fault(() -> fixture.iterator(0, ShardIteratorType.AT_SEQUENCE_NUMBER))
                            .fault()
                            .shape())
                    .isEqualTo("InvalidArgumentException");
            assertThat(fault(() -> fixture.iterator(7, ShardIteratorType.LATEST))
                            .fault()
                            .shape())
                    .isEqualTo("ResourceNotFoundException");
        }
    }

    @Test
    void an_iterator_that_somebody_made_himself_gets_what_get_records_gives_anyway_or_the_error_of_garbage() {
        try (DataFixture fixture = DataFixture.relaxed(1)) {
            fixture.put("k", "1");
            StreamDefinition stream = fixture.owner.stream();
            long now = fixture.world.clock().millis();
            for (IteratorToken garbage : List.of(
                    new IteratorToken("nonsense", stream.id(), 0, 0, now),
                    new IteratorToken("arn:aws:sqs:us-east-1:000000000000:q", stream.id(), 0, 0, now),
                    new IteratorToken(stream.arn() + "/consumer/c:1", stream.id(), 0, 0, now),
                    new IteratorToken(stream.arn(), stream.id(), 0, -1, now),
                    new IteratorToken(stream.arn(), stream.id(), -1, 0, now),
                    new IteratorToken(stream.arn(), stream.id(), 0, 0, Long.MIN_VALUE),
                    new IteratorToken(stream.arn(), stream.id(), 0, 0, Long.MAX_VALUE))) {
                FaultException invalid = fault(() -> fixture.get(garbage.encode()));
                assertThat(invalid.fault().shape()).as(garbage.toString()).isEqualTo("InvalidArgumentException");
            }
            for (IteratorToken absent : List.of(
                    new IteratorToken(stream.arn(), "another creation", 0, 0, now),
                    new IteratorToken(stream.arn(), stream.id(), Integer.MAX_VALUE, 0, now))) {
                assertThat(fault(() -> fixture.get(absent.encode())).fault().shape())
                        .as(absent.toString())
                        .isEqualTo("ResourceNotFoundException");
            }
            GetRecordsResponse beyond =
                    fixture.get(new IteratorToken(stream.arn(), stream.id(), 0, Long.MAX_VALUE - 1, now).encode());
            assertThat(beyond.records()).isEmpty();
            fixture.put("k", "2");
            assertThat(texts(fixture.get(beyond.nextShardIterator()).records())).containsExactly("2");
        }
    }

    @Test
    void an_iterator_is_good_for_five_minutes_and_what_is_none_is_refused() {
        try (DataFixture fixture = DataFixture.relaxed(1)) {
            String iterator = fixture.iterator(0, ShardIteratorType.TRIM_HORIZON);
            fixture.advance(Duration.ofMinutes(5));
            fixture.get(iterator);
            fixture.advance(Duration.ofSeconds(1));
            FaultException expired = fault(() -> fixture.get(iterator));
            assertThat(expired.fault().shape()).isEqualTo("ExpiredIteratorException");
            assertThat(expired)
                    .hasMessage("Iterator expired. The iterator was created at time Thu Jan 01 00:00:00 UTC 2026 "
                            + "while right now it is Thu Jan 01 00:05:01 UTC 2026 which is further in the future "
                            + "than the tolerated delay of 300000 milliseconds.");
            for (String garbage : List.of("x", "AAAA", iterator.substring(1), iterator + "AAAA", "!")) {
                FaultException invalid = fault(() -> fixture.get(garbage));
                assertThat(invalid.fault().shape()).isEqualTo("InvalidArgumentException");
                assertThat(invalid).hasMessage("Invalid ShardIterator.");
            }
        }
    }

    @Test
    void a_limit_holds_and_the_next_iterator_goes_on_and_tells_how_far_behind() {
        try (DataFixture fixture = DataFixture.relaxed(1)) {
            fixture.put("k", "1");
            fixture.put("k", "2");
            fixture.advance(Duration.ofSeconds(7));
            fixture.put("k", "3");
            fixture.advance(Duration.ofSeconds(3));
            String iterator = fixture.iterator(0, ShardIteratorType.TRIM_HORIZON);
            GetRecordsResponse two =
                    fixture.client.getRecords(r -> r.shardIterator(iterator).limit(2));
            assertThat(texts(two.records())).containsExactly("1", "2");
            assertThat(two.millisBehindLatest()).isEqualTo(10_000);
            GetRecordsResponse rest = fixture.get(two.nextShardIterator());
            assertThat(texts(rest.records())).containsExactly("3");
            assertThat(rest.millisBehindLatest()).isZero();
            GetRecordsResponse none = fixture.get(rest.nextShardIterator());
            assertThat(none.records()).isEmpty();
            assertThat(none.hasRecords()).isTrue();
            assertThat(none.childShards()).isEmpty();
            fixture.put("k", "4");
            assertThat(texts(fixture.get(none.nextShardIterator()).records())).containsExactly("4");
        }
    }

    @Test
    void an_answer_has_at_most_ten_mebibytes() {
        try (DataFixture fixture = DataFixture.relaxed(1)) {
            byte[] data = new byte[1_000_000];
            for (int i = 0; i < 12; i++) {
                fixture.client.putRecord(
                        r -> r.streamName(STREAM).partitionKey("k").data(SdkBytes.fromByteArrayUnsafe(data)));
            }
            GetRecordsResponse first = fixture.get(fixture.iterator(0, ShardIteratorType.TRIM_HORIZON));
            assertThat(first.records()).hasSize(10);
            assertThat(fixture.get(first.nextShardIterator()).records()).hasSize(2);
        }
    }

    @Test
    void records_of_other_kafka_producers_are_records_of_the_stream() {
        try (DataFixture fixture = DataFixture.relaxed(1)) {
            Instant now = fixture.world.clock().instant();
            fixture.produce(0, new NewRecord(null, DataFixture.bytes("no key"), List.of()));
            fixture.produce(0, new NewRecord(new byte[] {(byte) 0xff}, new byte[0], List.of()));
            fixture.produce(0, new NewRecord(DataFixture.bytes("ключ"), DataFixture.bytes("v"), List.of()));

            List<Record> records = fixture.get(fixture.iterator(0, ShardIteratorType.TRIM_HORIZON))
                    .records();
            assertThat(records).extracting(Record::partitionKey).containsExactly("", "\uFFFD", "ключ");
            assertThat(texts(records)).containsExactly("no key", "", "v");
            assertThat(records).extracting(Record::approximateArrivalTimestamp).containsOnly(now);
        }
    }

    @Test
    void what_retention_has_forgotten_is_skipped() {
        try (DataFixture fixture = DataFixture.relaxed(1)) {
            String first = fixture.put("k", "1");
            fixture.put("k", "2");
            fixture.put("k", "3");
            fixture.world.recordLog().trim(new TopicPartition("t", 0), 2).join();
            assertThat(fixture.all(0)).containsExactly("3");
            assertThat(texts(fixture.get(numbered(fixture, ShardIteratorType.AT_SEQUENCE_NUMBER, first))
                            .records()))
                    .containsExactly("3");
        }
    }

    @Test
    void a_closed_shard_ends_with_its_children_once_they_are_there() {
        try (DataFixture fixture = DataFixture.relaxed(1)) {
            fixture.put("k", "1");
            String iterator = fixture.iterator(0, ShardIteratorType.TRIM_HORIZON);
            fixture.owner.close(0);
            GetRecordsResponse closing = fixture.get(iterator);
            assertThat(texts(closing.records())).containsExactly("1");
            assertThat(closing.nextShardIterator()).isNotNull();
            fixture.owner.split(0);

            GetRecordsResponse last = fixture.get(closing.nextShardIterator());
            assertThat(last.records()).isEmpty();
            assertThat(last.millisBehindLatest()).isZero();
            assertThat(last.nextShardIterator()).isNull();
            assertThat(last.childShards())
                    .extracting(ChildShard::shardId)
                    .containsExactly(DataFixture.id(1), DataFixture.id(2));
            assertThat(last.childShards())
                    .allSatisfy(child -> assertThat(child.parentShards()).containsExactly(DataFixture.id(0)));
            assertThat(last.childShards().getFirst().hashKeyRange().startingHashKey())
                    .isEqualTo("0");
            assertThat(fixture.get(iterator).nextShardIterator()).isNull();
            assertThat(fixture.get(fixture.iterator(0, ShardIteratorType.LATEST))
                            .nextShardIterator())
                    .isNull();
        }
    }

    @Test
    void an_iterator_of_a_stream_that_was_deleted_is_of_no_use() {
        try (DataFixture fixture = DataFixture.relaxed(1)) {
            String iterator = fixture.iterator(0, ShardIteratorType.TRIM_HORIZON);
            fixture.owner.delete();
            // The owner of this test still knows it; the topic is gone.
            assertThat(fault(() -> fixture.get(iterator)).fault().status()).isGreaterThanOrEqualTo(400);
        }
    }

    @Test
    void a_shard_gives_five_answers_and_two_mebibytes_a_second_and_pays_for_more() {
        try (DataFixture fixture = DataFixture.strict()) {
            String iterator = fixture.iterator(0, ShardIteratorType.TRIM_HORIZON);
            for (int i = 0; i < 5; i++) {
                fixture.get(iterator);
            }
            FaultException sixth = fault(() -> fixture.get(iterator));
            assertThat(sixth.fault().shape()).isEqualTo("ProvisionedThroughputExceededException");
            for (int i = 0; i < 10; i++) {
                fixture.advance(Duration.ofSeconds(2));
                fixture.put("k", "x".repeat(1_000_000));
            }
            GetRecordsResponse all = fixture.get(iterator);
            assertThat(all.records()).hasSize(10);
            fixture.advance(Duration.ofMillis(4_700));
            assertThat(fault(() -> fixture.get(iterator)).fault().shape())
                    .isEqualTo("ProvisionedThroughputExceededException");
            fixture.advance(Duration.ofMillis(300));
            fixture.get(iterator);
            assertThat(fixture.plane.meters().samples())
                    .filteredOn(sample -> sample.meter() == StreamMeters.Meter.READ_PROVISIONED_THROUGHPUT_EXCEEDED)
                    .extracting(StreamMeters.Sample::count)
                    .containsExactly(2L);
        }
    }

    @Test
    void an_iterator_of_a_time_to_come_is_none_and_one_of_a_clock_that_is_a_little_ahead_is() {
        try (DataFixture fixture = DataFixture.relaxed(1)) {
            IteratorToken token = IteratorToken.decode(fixture.iterator(0, ShardIteratorType.TRIM_HORIZON))
                    .orElseThrow();
            long now = fixture.world.clock().millis();
            assertThat(fixture.get(issued(token, now + 59_000)).records()).isEmpty();
            assertThat(fault(() -> fixture.get(issued(token, now + 61_000)))
                            .fault()
                            .shape())
                    .isEqualTo("InvalidArgumentException");
        }
    }

    private static String issued(IteratorToken token, long millis) {
        return new IteratorToken(token.arn(), token.streamId(), token.shard(), token.offset(), millis).encode();
    }
}
