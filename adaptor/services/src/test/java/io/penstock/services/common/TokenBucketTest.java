package io.penstock.services.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

    @Test
    void no_window_gets_more_than_a_second_saved_up_and_what_came_meanwhile() {
        TokenBucket bucket = new TokenBucket(1_000, 0);
        Random random = new Random(7);
        long taken = 0;
        long now = 0;
        for (int i = 0; i < 10_000; i++) {
            now += random.nextInt(20);
            long amount = random.nextInt(50);
            if (bucket.has(amount, now)) {
                bucket.take(amount, now);
                taken += amount;
            }
            assertThat(taken).isLessThanOrEqualTo(1_000 + now);
        }
        assertThat(taken).isGreaterThan(now * 9 / 10);
    }

    @Test
    void more_than_a_second_passes_without_debt_and_is_paid_for() {
        TokenBucket bucket = new TokenBucket(100, 0);
        assertThat(bucket.has(1_000, 0)).isTrue();
        bucket.take(1_000, 0);
        assertThat(bucket.debtMillis(9_000)).isEqualTo(1_000);
        assertThat(bucket.has(1, 9_999)).isFalse();
        assertThat(bucket.has(1_000, 9_999)).isFalse();
        assertThat(bucket.has(1, 10_010)).isTrue();
    }

    @Test
    void a_clock_that_goes_back_gives_nothing() {
        TokenBucket bucket = new TokenBucket(10, 5_000);
        bucket.take(10, 5_000);
        assertThat(bucket.has(1, 1_000)).isFalse();
        assertThat(bucket.has(1, 5_100)).isTrue();
    }
}
