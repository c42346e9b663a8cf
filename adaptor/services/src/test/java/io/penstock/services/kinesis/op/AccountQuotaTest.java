package io.penstock.services.kinesis.op;

import static io.penstock.services.kinesis.KinesisFixture.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.services.kinesis.KinesisFixture;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.rules.KinesisLimits.AccountQuota;
import io.penstock.services.kinesis.rules.KinesisSettings;
import io.penstock.services.kinesis.stream.StreamDefinition;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.StreamMode;

/** The open shards of all of an account's streams in a Region count together, whatever adds to them. */
@Timeout(60)
class AccountQuotaTest {

    private static final String ZERO = "shardId-000000000000";
    private static final KinesisLimits RELAXED = KinesisLimits.RELAXED;

    @AutoClose
    private final KinesisFixture kinesis = new KinesisFixture(KinesisSettings.DEFAULT.with(new KinesisLimits(
            "small", RELAXED.shard(), false, new AccountQuota(6, 50, 5, 2, 10), RELAXED.answersWhenDone())));

    @Test
    void a_split_and_a_greater_number_of_shards_are_refused_for_the_shards_of_another_stream() {
        kinesis.create("a", 4);
        kinesis.create("b", 2);
        assertRefused(
                "LimitExceededException",
                "Current shard count for the account: 6. Limit: 6.",
                () -> kinesis.client.splitShard(
                        r -> r.streamName("b").shardToSplit(ZERO).newStartingHashKey(Long.toString(Long.MAX_VALUE))));
        assertRefused(
                "LimitExceededException",
                "Number of additional shards that would have resulted from this request: 1.",
                () -> kinesis.client.updateShardCount(
                        r -> r.streamName("b").targetShardCount(3).scalingType(ScalingType.UNIFORM_SCALING)));
        kinesis.merge("a", ZERO, "shardId-000000000001");
        kinesis.split("b", ZERO);
        assertThat(kinesis.stream("b").openShards()).hasSize(3);
    }

    @Test
    void a_stream_that_would_be_provisioned_counts_with_all_its_shards() {
        kinesis.client.createStream(
                r -> r.streamName("d").streamModeDetails(mode -> mode.streamMode(StreamMode.ON_DEMAND)));
        kinesis.settle("d");
        kinesis.create("a", 3);
        assertRefused(
                "LimitExceededException",
                "Current shard count for the account: 3. Limit: 6. Number of additional shards that would have resulted"
                        + " from this request: 4.",
                () -> provision("d"));
        assertThat(kinesis.stream("d").mode()).isEqualTo(StreamDefinition.Mode.ON_DEMAND);
        kinesis.merge("a", ZERO, "shardId-000000000001");
        provision("d");
        assertThat(kinesis.stream("d").mode()).isEqualTo(StreamDefinition.Mode.PROVISIONED);
        // That it is what it is asked to be takes no shards, though there is room for none.
        provision("d");
    }

    private void provision(String stream) {
        kinesis.client.updateStreamMode(
                r -> r.streamARN(kinesis.arn(stream)).streamModeDetails(m -> m.streamMode(StreamMode.PROVISIONED)));
    }
}
