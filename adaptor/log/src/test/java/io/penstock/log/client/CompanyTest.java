package io.penstock.log.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long an append waits for company. */
@Timeout(30)
final class CompanyTest {

    /** What a turn takes that others had. */
    private static final long BUSY = TimeUnit.MICROSECONDS.toNanos(100);

    private long now;
    private int turns;

    /** The turns that are taken when each lasts so long and it is waited for until so many. */
    private int turns(long nanos, int awaited) {
        new Company(() -> now, () -> {
                    turns++;
                    now += nanos;
                })
                .await(() -> turns < awaited);
        return turns;
    }

    @Test
    void where_nobody_else_has_anything_to_do_it_waits_for_one_turn() {
        assertThat(turns(TimeUnit.MICROSECONDS.toNanos(1), Integer.MAX_VALUE)).isEqualTo(1);
    }

    @Test
    void while_others_have_something_to_do_it_waits_for_a_millisecond() {
        assertThat(turns(BUSY, Integer.MAX_VALUE)).isEqualTo(10);
    }

    @Test
    void one_long_turn_of_others_is_the_last() {
        assertThat(turns(Company.NANOS, Integer.MAX_VALUE)).isEqualTo(1);
    }

    @Test
    void what_left_in_the_meantime_is_not_waited_for() {
        assertThat(turns(BUSY, 3)).isEqualTo(3);
    }
}
