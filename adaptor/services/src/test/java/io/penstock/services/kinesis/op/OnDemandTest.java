package io.penstock.services.kinesis.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.services.kinesis.KinesisFixture;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition;
import java.time.Duration;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.kinesis.model.StreamMode;

/** On-demand streams follow their load: half of 1,000 records or 1 MiB a second for a minute splits a shard, 15 quiet minutes merge. */
@Timeout(60)
class OnDemandTest {

    private static final int SECONDS = 5;

    @AutoClose
    private final KinesisFixture kinesis = KinesisFixture.relaxed();

    @BeforeEach
    void a_stream() {
        kinesis.client.createStream(
                request -> request.streamName("s").streamModeDetails(mode -> mode.streamMode(StreamMode.ON_DEMAND)));
        kinesis.settle("s");
    }

    /** Writes at a rate for a time, to the shards whose numbers are wanted. */
    private void load(Duration duration, IntPredicate which, int recordsPerSecond, int bytesPerRecord) {
        for (long i = 0; i < duration.toSeconds() / SECONDS; i++) {
            kinesis.advance(Duration.ofSeconds(SECONDS));
            StreamDefinition stream = kinesis.stream("s");
            for (ShardDefinition shard : stream.openShards()) {
                if (which.test(shard.number()) && shard.state() == ShardDefinition.State.OPEN) {
                    int records = recordsPerSecond * SECONDS;
                    kinesis.kinesis
                            .streams()
                            .gate()
                            .wrote(stream, shard.number(), records, (long) records * bytesPerRecord);
                }
            }
        }
        kinesis.settle("s");
    }

    private List<Integer> open() {
        return kinesis.stream("s").openShards().stream()
                .map(ShardDefinition::number)
                .toList();
    }

    @Test
    void a_shard_with_many_records_is_split() {
        load(Duration.ofSeconds(80), number -> number == 1, 800, 10);
        await().untilAsserted(() -> assertThat(open()).containsExactly(0, 2, 3, 4, 5));
    }

    @Test
    void a_shard_with_many_bytes_is_split() {
        load(Duration.ofSeconds(80), number -> number == 2, 100, 8_000);
        await().untilAsserted(() -> assertThat(open()).containsExactly(0, 1, 3, 4, 5));
    }

    @Test
    void half_of_the_quota_splits_nothing() {
        load(Duration.ofMinutes(5), number -> true, 450, 100);
        assertThat(open()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void a_stream_that_went_quiet_is_merged_down_to_four_shards_after_a_quarter_of_an_hour() {
        load(Duration.ofSeconds(80), number -> true, 900, 10);
        await().untilAsserted(() -> assertThat(open()).hasSize(8));
        load(Duration.ofMinutes(10), number -> true, 5, 10);
        assertThat(open()).hasSize(8);
        load(Duration.ofMinutes(30), number -> true, 5, 10);
        await().untilAsserted(() -> assertThat(open()).hasSize(4));
    }

    @Test
    void a_stream_that_nobody_writes_to_any_more_is_merged_too() {
        load(Duration.ofSeconds(80), number -> true, 900, 10);
        await().untilAsserted(() -> assertThat(open()).hasSize(8));
        load(Duration.ofMinutes(40), number -> false, 0, 0);
        await().untilAsserted(() -> assertThat(open()).hasSize(4));
    }
}
