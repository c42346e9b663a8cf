package io.penstock.services.kinesis.op;

import static io.penstock.services.kinesis.KinesisFixture.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import io.penstock.services.kinesis.KinesisFixture;
import io.penstock.services.kinesis.stream.HashRange;
import io.penstock.services.kinesis.stream.SequenceNumber;
import io.penstock.services.kinesis.stream.ShardDefinition;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamDescription;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

@Timeout(60)
class LifecycleTest {

    @AutoClose
    private final KinesisFixture kinesis = KinesisFixture.relaxed();

    @Test
    void a_new_stream_is_active_with_shards_of_equal_size() {
        kinesis.create("orders", 3);
        StreamDescription stream = kinesis.client
                .describeStream(request -> request.streamName("orders"))
                .streamDescription();
        assertThat(stream.streamStatus()).isEqualTo(StreamStatus.ACTIVE);
        assertThat(stream.streamARN()).isEqualTo("arn:aws:kinesis:us-east-1:000000000000:stream/orders");
        assertThat(stream.retentionPeriodHours()).isEqualTo(24);
        assertThat(stream.encryptionType()).isEqualTo(EncryptionType.NONE);
        assertThat(stream.streamModeDetails().streamMode()).isEqualTo(StreamMode.PROVISIONED);
        assertThat(stream.shards())
                .extracting(Shard::shardId)
                .containsExactly("shardId-000000000000", "shardId-000000000001", "shardId-000000000002");
        assertThat(stream.shards())
                .extracting(shard -> shard.hashKeyRange().startingHashKey())
                .containsExactly(
                        "0", "113427455640312821154458202477256070485", "226854911280625642308916404954512140970");
        assertThat(stream.shards().getLast().hashKeyRange().endingHashKey()).isEqualTo(HashRange.LAST.toString());
        assertThat(stream.shards()).allSatisfy(shard -> {
            assertThat(shard.sequenceNumberRange().startingSequenceNumber())
                    .hasSize(56)
                    .startsWith("49");
            assertThat(shard.sequenceNumberRange().endingSequenceNumber()).isNull();
        });
    }

    @Test
    void the_topic_has_the_streams_name_and_retention() {
        kinesis.create("orders", 2);
        assertThat(kinesis.world.topics().configs("kinesis.us-east-1.000000000000.orders"))
                .containsEntry("retention.ms", "86400000")
                .containsEntry("message.timestamp.type", "LogAppendTime");
        kinesis.client.increaseStreamRetentionPeriod(
                request -> request.streamName("orders").retentionPeriodHours(48));
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(kinesis.world.topics().configs("kinesis.us-east-1.000000000000.orders"))
                        .containsEntry("retention.ms", "172800000"));
    }

    @Test
    void a_name_is_taken_until_its_stream_is_gone() {
        kinesis.create("orders", 1);
        assertRefused(
                "ResourceInUseException",
                "Stream orders under account 000000000000 already exists.",
                () -> kinesis.create("orders", 1));
        kinesis.client.deleteStream(request -> request.streamName("orders"));
        assertRefused(
                "ResourceNotFoundException",
                "Stream orders under account 000000000000 not found.",
                () -> kinesis.status("orders"));
        assertThat(kinesis.world.topics().names()).doesNotContain("kinesis.us-east-1.000000000000.orders");
        kinesis.create("orders", 2);
        assertThat(kinesis.shardIds("orders")).hasSize(2);
    }

    @Test
    void sequence_numbers_of_a_stream_are_not_those_of_its_predecessor() {
        kinesis.create("orders", 1);
        SequenceNumber first = kinesis.stream("orders").shards().getFirst().starting();
        kinesis.client.deleteStream(request -> request.streamName("orders"));
        kinesis.advance(java.time.Duration.ofSeconds(1));
        kinesis.create("orders", 1);
        assertThat(kinesis.stream("orders").shards().getFirst().starting()).isGreaterThan(first);
    }

    @Test
    void under_aws_limits_a_stream_is_creating_first() {
        try (KinesisFixture strict = KinesisFixture.strict()) {
            strict.client.createStream(request -> request.streamName("orders").shardCount(1));
            assertThat(strict.status("orders")).isIn(StreamStatus.CREATING, StreamStatus.ACTIVE);
            strict.settle("orders");
        }
    }

    @Test
    void an_on_demand_stream_begins_with_four_shards() {
        kinesis.client.createStream(
                request -> request.streamName("s").streamModeDetails(mode -> mode.streamMode(StreamMode.ON_DEMAND)));
        kinesis.settle("s");
        assertThat(kinesis.shardIds("s")).hasSize(4);
        assertRefused("ValidationException", "is in On-Demand mode", () -> kinesis.split("s", "shardId-000000000000"));
    }

    @Test
    void an_existing_topic_becomes_a_stream_whose_shards_do_not_change_and_that_it_outlives() {
        kinesis.world.topics().ensure(new Topics.Spec("clicks", 3, Map.of())).join();
        kinesis.client.createStream(request -> request.streamName("s").tags(Map.of("penstock:topic", "clicks")));
        kinesis.settle("s");
        assertThat(kinesis.stream("s").topic().name()).isEqualTo("clicks");
        assertThat(kinesis.shardIds("s")).hasSize(3);
        assertRefused(
                "InvalidArgumentException",
                "cannot be split or merged",
                () -> kinesis.split("s", "shardId-000000000000"));
        assertRefused(
                "InvalidArgumentException",
                "which was there before",
                () -> kinesis.client.increaseStreamRetentionPeriod(
                        request -> request.streamName("s").retentionPeriodHours(48)));
        kinesis.client.deleteStream(request -> request.streamName("s"));
        assertThat(kinesis.world.topics().names()).contains("clicks");
    }

    @Test
    void partitions_that_an_existing_topic_gets_later_become_shards_and_keys_stay_where_they_are() {
        kinesis.world.topics().ensure(new Topics.Spec("clicks", 2, Map.of())).join();
        kinesis.client.createStream(request -> request.streamName("s").tags(Map.of("penstock:topic", "clicks")));
        kinesis.settle("s");
        assertThat(kinesis.shardIds("s")).hasSize(2);
        List<String> before = shardsOfKeys();
        for (int partitions : List.of(3, 6)) {
            kinesis.world.topics().grow("clicks", partitions).join();
            produce(partitions - 1, "plain-" + partitions);
            kinesis.advance(Duration.ofSeconds(5));
            assertThat(kinesis.shardIds("s")).hasSize(partitions);
            assertThat(openAtTrimHorizon())
                    .as("who starts at the beginning finds them")
                    .hasSize(partitions);
            assertThat(shardsOfKeys()).isEqualTo(before);
            assertThat(kinesis.stream("s").openShards().stream()
                            .map(ShardDefinition::range)
                            .sorted(Comparator.comparing(HashRange::start))
                            .reduce((a, b) -> {
                                assertThat(a.next()).as("no gap and no overlap").isEqualTo(b.start());
                                return a.with(b);
                            }))
                    .contains(HashRange.ALL);
            assertThat(read(partitions - 1)).containsExactly("plain-" + partitions);
        }
        kinesis.world.crashAndRecover();
        assertThat(kinesis.shardIds("s")).hasSize(6);
        String last = HashRange.LAST.toString();
        PutRecordResponse put = kinesis.client.putRecord(r ->
                r.streamName("s").partitionKey("k").explicitHashKey(last).data(SdkBytes.fromUtf8String("explicit")));
        assertThat(put.shardId()).isEqualTo("shardId-000000000002");
    }

    private List<String> openAtTrimHorizon() {
        return kinesis
                .client
                .listShards(r -> r.streamName("s").shardFilter(f -> f.type(ShardFilterType.AT_TRIM_HORIZON)))
                .shards()
                .stream()
                .map(Shard::shardId)
                .toList();
    }

    private void produce(int partition, String text) {
        NewRecord plain = new NewRecord(null, text.getBytes(StandardCharsets.UTF_8), List.of());
        kinesis.world
                .recordLog()
                .append(new TopicPartition("clicks", partition), plain)
                .join();
    }

    private List<String> shardsOfKeys() {
        return IntStream.range(0, 100)
                .mapToObj(i -> kinesis.client
                        .putRecord(r -> r.streamName("s").partitionKey("k" + i).data(SdkBytes.fromUtf8String("x")))
                        .shardId())
                .toList();
    }

    private List<String> read(int shard) {
        String iterator = kinesis.client
                .getShardIterator(r -> r.streamName("s")
                        .shardId(ShardDefinition.id(shard))
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        return kinesis.client.getRecords(r -> r.shardIterator(iterator)).records().stream()
                .map(one -> one.data().asUtf8String())
                .toList();
    }

    @Test
    void a_topic_that_is_not_there_or_belongs_to_something_else_is_refused() {
        List<String> ofOthers = List.of(
                "penstock.catalog",
                "sqs.us-east-1.000000000000.q",
                "sqs-fifo.us-east-1.000000000000.q",
                "kinesis.us-east-1.000000000000.s",
                "dynamodb.us-east-1.000000000000.t",
                "sns-fifo.us-east-1.000000000000.t",
                "sns.publications",
                "events.entries",
                "events.archive.us-east-1.000000000000.a",
                "deliveries",
                "deliveries.undelivered",
                "__consumer_offsets");
        ofOthers.forEach(topic -> kinesis.world.topics().ensure(new Topics.Spec(topic, 1, Map.of())));
        for (String topic :
                Stream.concat(ofOthers.stream(), Stream.of("nowhere")).toList()) {
            assertRefused(
                    "InvalidArgumentException",
                    topic,
                    () -> kinesis.client.createStream(
                            request -> request.streamName("s").tags(Map.of("penstock:topic", topic))));
        }
    }

    @Test
    void streams_and_shards_are_listed_in_pages() {
        for (String name : List.of("c", "a", "b")) {
            kinesis.create(name, 3);
        }
        var first = kinesis.client.listStreams(request -> request.limit(2));
        assertThat(first.streamNames()).containsExactly("a", "b");
        assertThat(first.hasMoreStreams()).isTrue();
        var rest = kinesis.client.listStreams(request -> request.nextToken(first.nextToken()));
        assertThat(rest.streamNames()).containsExactly("c");
        assertThat(rest.hasMoreStreams()).isFalse();
        var page = kinesis.client
                .describeStream(request -> request.streamName("a").limit(2))
                .streamDescription();
        assertThat(page.hasMoreShards()).isTrue();
        var last = kinesis.client
                .describeStream(request -> request.streamName("a")
                        .exclusiveStartShardId(page.shards().getLast().shardId()))
                .streamDescription();
        assertThat(last.shards()).extracting(Shard::shardId).containsExactly("shardId-000000000002");
        assertThat(last.hasMoreShards()).isFalse();
    }

    @Test
    void what_is_not_there_is_refused_by_name() {
        kinesis.create("s", 1);
        assertRefused(
                "UnsupportedOperationException",
                "encryption",
                () -> kinesis.client.startStreamEncryption(request -> request.streamName("s")
                        .encryptionType(EncryptionType.KMS)
                        .keyId("k")));
        assertRefused(
                "UnsupportedOperationException",
                "Warm throughput",
                () -> kinesis.client.updateStreamWarmThroughput(
                        request -> request.streamName("s").warmThroughputMiBps(10)));
    }

    @Test
    void every_hash_key_has_one_shard() {
        kinesis.create("s", 7);
        var routing = kinesis.kinesis
                .streams()
                .directory()
                .find(kinesis.arn("s"))
                .orElseThrow()
                .routing();
        for (var shard : kinesis.stream("s").shards()) {
            assertThat(routing.shardOf(shard.range().start())).isEqualTo(shard);
            assertThat(routing.shardOf(shard.range().end())).isEqualTo(shard);
        }
        assertThat(routing.shardOf("some key").range().contains(new BigInteger(1, md5("some key"))))
                .isTrue();
    }

    private static byte[] md5(String key) {
        try {
            return java.security.MessageDigest.getInstance("MD5")
                    .digest(key.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
