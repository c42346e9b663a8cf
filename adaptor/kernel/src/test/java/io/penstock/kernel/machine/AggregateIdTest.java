package io.penstock.kernel.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AggregateIdTest {

    /** Where journals of existing clusters are. A change here loses them. */
    @ParameterizedTest
    @CsvSource({
        "a,2,1,0",
        "b,5,0,0",
        "arn:aws:sqs:us-east-1:000000000000:orders/0,2,3,0",
        "arn:aws:sqs:us-east-1:000000000000:orders/1,11,2,0",
        "arn:aws:sqs:eu-west-1:123456789012:orders.fifo/0,19,0,0",
        "größe,16,2,0",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx,13,5,0"
    })
    void the_shard_of_a_key_never_changes(String key, int of32, int of7, int of1) {
        AggregateId id = new AggregateId(key);
        assertThat(id.shard(32)).isEqualTo(of32);
        assertThat(id.shard(7)).isEqualTo(of7);
        assertThat(id.shard(1)).isEqualTo(of1);
    }

    @Test
    void keys_that_differ_in_a_number_spread_over_all_shards() {
        int[] counts = new int[32];
        IntStream.range(0, 32_000)
                .forEach(i ->
                        counts[new AggregateId("arn:aws:sqs:us-east-1:000000000000:queue-" + i + "/0").shard(32)]++);
        assertThat(IntStream.of(counts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(800, 1200));
    }

    @Test
    void a_key_is_neither_empty_nor_endless() {
        assertThat(new AggregateId("k".repeat(1024)).key()).hasSize(1024);
        assertThatIllegalArgumentException().isThrownBy(() -> new AggregateId(""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AggregateId("k".repeat(1025)))
                .withMessageContaining("1025");
    }
}
