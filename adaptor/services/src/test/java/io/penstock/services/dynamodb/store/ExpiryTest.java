package io.penstock.services.dynamodb.store;

import static io.penstock.services.dynamodb.store.PartitionFixture.key;
import static io.penstock.services.dynamodb.store.PartitionFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.services.dynamodb.item.AttributeValue;
import io.penstock.services.dynamodb.item.DdbNumber;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which times to live end an item. */
final class ExpiryTest {

    private static long left(BigDecimal ttl) {
        try (PartitionFixture node = new PartitionFixture(1)) {
            node.shape(PartitionFixture.withIndexes(PartitionFixture.expiry(1, "ttl")));
            node.submit(put(key("a").with("ttl", new AttributeValue.N(DdbNumber.of(ttl)))))
                    .join();
            node.world.advance(Duration.ofHours(1));
            PartitionReply reply = node.submit(new PartitionCommand.Measure()).join();
            return ((PartitionReply.Measured) reply).items();
        }
    }

    private static BigDecimal now() {
        try (PartitionFixture node = new PartitionFixture(1)) {
            return BigDecimal.valueOf(node.world.clock().instant().getEpochSecond());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-10", "60", "60.5"})
    void an_item_whose_time_is_over_goes(String seconds) {
        assertThat(left(now().add(new BigDecimal(seconds)))).isZero();
    }

    /** 2^63 and more, cut to 64 bits, would be long ago, or any time. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775807",
                "9223372036854775808",
                "9999999999999999999",
                "18446744073709551616",
                "1E30",
                "1E125",
                "-5",
                "-1E30",
                "-9999999999999999999",
                "100000000"
            })
    void a_time_that_is_far_or_more_than_five_years_ago_ends_nothing(String ttl) {
        assertThat(left(new BigDecimal(ttl))).isOne();
    }
}
