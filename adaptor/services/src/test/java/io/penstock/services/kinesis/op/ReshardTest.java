package io.penstock.services.kinesis.op;

import static io.penstock.services.kinesis.KinesisFixture.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.port.RecordLog.Range;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.kinesis.KinesisFixture;
import io.penstock.services.kinesis.stream.HashRange;
import io.penstock.services.kinesis.stream.SequenceNumber;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;

@Timeout(60)
class ReshardTest {

    private static final String ZERO = "shardId-000000000000";
    private static final String ONE = "shardId-000000000001";
    private static final String TWO = "shardId-000000000002";

    @AutoClose
    private final KinesisFixture kinesis = KinesisFixture.relaxed();

    @Test
    void a_split_closes_the_parent_and_its_children_share_its_range() {
        kinesis.create("s", 1);
        kinesis.split("s", ZERO);
        List<Shard> shards = kinesis.shards("s");
        assertThat(shards).extracting(Shard::shardId).containsExactly(ZERO, ONE, TWO);
        assertThat(shards).extracting(Shard::parentShardId).containsExactly(null, ZERO, ZERO);
        assertThat(shards.getFirst().sequenceNumberRange().endingSequenceNumber())
                .isNotNull();
        StreamDefinition stream = kinesis.stream("s");
        assertThat(stream.openShards()).extracting(ShardDefinition::id).containsExactly(ONE, TWO);
        assertThat(stream.shard(1)
                        .orElseThrow()
                        .range()
                        .with(stream.shard(2).orElseThrow().range()))
                .isEqualTo(HashRange.ALL);
        assertThat(stream.children(0)).hasSize(2);
    }

    @Test
    void a_merge_closes_both_parents_and_the_child_has_their_range() {
        kinesis.create("s", 2);
        kinesis.merge("s", ZERO, ONE);
        Shard child = kinesis.shards("s").getLast();
        assertThat(child.parentShardId()).isEqualTo(ZERO);
        assertThat(child.adjacentParentShardId()).isEqualTo(ONE);
        assertThat(kinesis.stream("s").shard(2).orElseThrow().range()).isEqualTo(HashRange.ALL);
    }

    @Test
    void sequence_numbers_of_children_are_greater_than_all_of_their_parents() {
        kinesis.create("s", 1);
        for (String parent : List.of(ZERO, ONE, TWO)) {
            kinesis.split("s", parent);
        }
        for (ShardDefinition shard : kinesis.stream("s").shards()) {
            for (ShardDefinition child : kinesis.stream("s").children(shard.number())) {
                SequenceNumber end = shard.ending().orElseThrow();
                assertThat(child.starting()).isGreaterThan(end);
                assertThat(end).isGreaterThan(shard.starting());
            }
        }
    }

    @Test
    void when_children_are_open_the_log_of_the_parent_has_reached_its_end() {
        kinesis.create("s", 1);
        kinesis.split("s", ZERO);
        ShardDefinition parent = kinesis.stream("s").shard(0).orElseThrow();
        Range range = kinesis.world
                .recordLog()
                .range(new TopicPartition("kinesis.us-east-1.000000000000.s", 0))
                .join();
        assertThat(range.end()).isGreaterThanOrEqualTo(parent.life().closing());
        assertThat(parent.life().closing()).isEqualTo(parent.granted());
    }

    @Test
    void what_cannot_be_split_or_merged_is_refused_in_awss_words() {
        kinesis.create("s", 3);
        assertRefused(
                "ResourceNotFoundException",
                "Could not find shard shardId-000000000009 in stream s under account 000000000000.",
                () -> kinesis.merge("s", ZERO, "shardId-000000000009"));
        assertRefused(
                "InvalidArgumentException",
                "Shards shardId-000000000000 and shardId-000000000002 in stream s under account 000000000000"
                        + " are not an adjacent pair of shards eligible for merging",
                () -> kinesis.merge("s", ZERO, TWO));
        assertRefused("InvalidArgumentException", "not an adjacent pair", () -> kinesis.merge("s", ONE, ZERO));
        assertRefused(
                "InvalidArgumentException",
                "is not both greater than one plus the shard's StartingHashKey 0 and less than",
                () -> kinesis.client.splitShard(
                        request -> request.streamName("s").shardToSplit(ZERO).newStartingHashKey("1")));
        kinesis.split("s", ZERO);
        assertRefused(
                "InvalidArgumentException",
                "has already been merged or split, and thus is not eligible for merging or splitting.",
                () -> kinesis.split("s", ZERO));
    }

    @ParameterizedTest
    @CsvSource({"1,2", "2,4", "4,2", "4,5", "5,3", "10,13", "7,8", "3,2"})
    void updating_the_shard_count_leads_to_shards_of_equal_size(int from, int to) {
        kinesis.create("s", from);
        kinesis.client.updateShardCount(
                request -> request.streamName("s").targetShardCount(to).scalingType(ScalingType.UNIFORM_SCALING));
        kinesis.settle("s");
        List<HashRange> ranges = kinesis.stream("s").openShards().stream()
                .map(ShardDefinition::range)
                .sorted(java.util.Comparator.comparing(HashRange::start))
                .toList();
        assertThat(ranges)
                .containsExactlyElementsOf(IntStream.range(0, to)
                        .mapToObj(i -> HashRange.uniform(i, to))
                        .toList());
    }

    @Test
    void the_shard_count_is_at_most_doubled_or_halved() {
        kinesis.create("s", 4);
        assertRefused("InvalidArgumentException", "over double", () -> update(9));
        assertRefused("InvalidArgumentException", "below half", () -> update(1));
    }

    private void update(int target) {
        kinesis.client.updateShardCount(
                request -> request.streamName("s").targetShardCount(target).scalingType(ScalingType.UNIFORM_SCALING));
    }

    @Test
    void under_aws_limits_the_shard_count_changes_ten_times_a_day() {
        try (KinesisFixture strict = KinesisFixture.strict()) {
            strict.create("s", 1);
            for (int i = 0; i < 10; i++) {
                strict.client.updateShardCount(request ->
                        request.streamName("s").targetShardCount(1).scalingType(ScalingType.UNIFORM_SCALING));
            }
            strict.advance(Duration.ofSeconds(1));
            assertRefused(
                    "LimitExceededException",
                    "UpdateShardCount",
                    () -> strict.client.updateShardCount(request ->
                            request.streamName("s").targetShardCount(1).scalingType(ScalingType.UNIFORM_SCALING)));
            strict.advance(Duration.ofHours(25));
            strict.client.updateShardCount(
                    request -> request.streamName("s").targetShardCount(1).scalingType(ScalingType.UNIFORM_SCALING));
        }
    }

    @Test
    void filters_tell_open_shards_from_closed_ones_by_time() {
        kinesis.create("s", 1);
        kinesis.advance(Duration.ofHours(1));
        var before = kinesis.world.clock().instant();
        kinesis.advance(Duration.ofHours(1));
        kinesis.split("s", ZERO);
        kinesis.advance(Duration.ofHours(1));
        assertThat(filtered(ShardFilterType.AT_LATEST, null)).containsExactly(ONE, TWO);
        assertThat(filtered(ShardFilterType.AT_TRIM_HORIZON, null)).containsExactly(ZERO);
        assertThat(filtered(ShardFilterType.FROM_TRIM_HORIZON, null)).containsExactly(ZERO, ONE, TWO);
        assertThat(filtered(ShardFilterType.AT_TIMESTAMP, before)).containsExactly(ZERO);
        assertThat(filtered(ShardFilterType.FROM_TIMESTAMP, before)).containsExactly(ZERO, ONE, TWO);
        assertThat(filtered(
                        ShardFilterType.FROM_TIMESTAMP, kinesis.world.clock().instant()))
                .containsExactly(ONE, TWO);
        assertThat(kinesis.client
                        .listShards(request -> request.streamName("s")
                                .shardFilter(filter -> filter.type(ShardFilterType.AFTER_SHARD_ID)
                                        .shardId(ZERO)))
                        .shards())
                .extracting(Shard::shardId)
                .containsExactly(ONE, TWO);
    }

    private List<String> filtered(ShardFilterType type, java.time.Instant at) {
        return kinesis
                .client
                .listShards(request -> request.streamName("s")
                        .shardFilter(filter -> filter.type(type).timestamp(at)))
                .shards()
                .stream()
                .map(Shard::shardId)
                .toList();
    }

    @Test
    void a_token_of_listed_shards_is_good_for_300_seconds() {
        kinesis.create("s", 3);
        ListShardsResponse first =
                kinesis.client.listShards(request -> request.streamName("s").maxResults(2));
        ListShardsResponse rest = kinesis.client.listShards(request -> request.nextToken(first.nextToken()));
        assertThat(rest.shards()).extracting(Shard::shardId).containsExactly(TWO);
        assertThat(rest.nextToken()).isNull();
        assertRefused(
                "InvalidArgumentException",
                "cannot be provided together",
                () -> kinesis.client.listShards(
                        request -> request.streamName("s").nextToken(first.nextToken())));
        kinesis.advance(Duration.ofSeconds(301));
        assertRefused(
                "ExpiredNextTokenException",
                "expired",
                () -> kinesis.client.listShards(request -> request.nextToken(first.nextToken())));
    }

    @Test
    void partitions_that_the_cluster_refuses_for_good_leave_the_stream_active_with_the_shards_it_has() {
        kinesis.create("s", 2);
        kinesis.world.topics().refuseGrowth(true);
        kinesis.split("s", ZERO);
        kinesis.client.updateShardCount(
                r -> r.streamName("s").targetShardCount(4).scalingType(ScalingType.UNIFORM_SCALING));
        kinesis.settle("s");
        assertThat(kinesis.shards("s"))
                .hasSize(2)
                .allMatch(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null);
        kinesis.client.putRecord(r -> r.streamName("s").partitionKey("k").data(SdkBytes.fromUtf8String("x")));
        kinesis.world.topics().refuseGrowth(false);
        kinesis.split("s", ZERO);
        assertThat(kinesis.stream("s").openShards())
                .extracting(ShardDefinition::number)
                .containsExactly(1, 2, 3);
    }

    @Test
    void a_token_that_somebody_made_up_is_refused() {
        kinesis.create("s", 3);
        String good = kinesis.client
                .listShards(request -> request.streamName("s").maxResults(1))
                .nextToken();
        String text = new String(Base64.getDecoder().decode(good), StandardCharsets.UTF_8);
        String[] parts = text.split("\n", -1);
        for (int part = 2; part < parts.length; part++) {
            String[] forged = parts.clone();
            forged[part] = "AFTER_SHARD_ID";
            String token =
                    Base64.getEncoder().encodeToString(String.join("\n", forged).getBytes(StandardCharsets.UTF_8));
            assertRefused(
                    "InvalidArgumentException",
                    "NextToken",
                    () -> kinesis.client.listShards(request -> request.nextToken(token)));
        }
    }

    @Test
    void a_closed_shard_is_forgotten_when_retention_has_forgotten_its_records() {
        kinesis.create("s", 1);
        kinesis.split("s", ZERO);
        kinesis.advance(Duration.ofHours(25));
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(kinesis.shardIds("s")).containsExactly(ONE, TWO));
        kinesis.split("s", ONE);
        assertThat(kinesis.shardIds("s")).containsExactly(ONE, TWO, "shardId-000000000003", "shardId-000000000004");
    }
}
