package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadyClockTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant wall = START;
    private long nanos = 77;
    private final SteadyClock clock = new SteadyClock(() -> wall, () -> nanos);

    private void pass(Duration duration) {
        wall = wall.plus(duration);
        nanos += duration.toNanos();
    }

    @Test
    void it_is_the_wall_clock_while_that_is_steady() {
        for (int i = 0; i < 1_000; i++) {
            pass(Duration.ofMillis(7));
            assertThat(clock.instant()).isEqualTo(wall);
        }
    }

    @Test
    void when_the_clock_is_set_back_time_goes_on_a_little_slower() {
        pass(Duration.ofMinutes(1));
        Instant before = clock.instant();
        wall = wall.minus(Duration.ofHours(1));
        assertThat(clock.instant()).isEqualTo(before);
        pass(Duration.ofSeconds(30));
        assertThat(clock.instant()).isEqualTo(before.plusSeconds(27));
    }

    @Test
    void it_meets_the_wall_clock_again_and_never_steps_back_on_the_way() {
        Instant last = clock.instant();
        wall = wall.minus(Duration.ofMinutes(1));
        for (int second = 0; second < 700; second++) {
            pass(Duration.ofSeconds(1));
            assertThat(clock.instant()).isAfter(last);
            last = clock.instant();
        }
        assertThat(last).isEqualTo(wall);
    }

    @Test
    void a_step_forward_is_followed_at_once() {
        wall = wall.plus(Duration.ofHours(8));
        assertThat(clock.instant()).isEqualTo(wall);
        pass(Duration.ofSeconds(1));
        assertThat(clock.instant()).isEqualTo(wall);
    }

    @Test
    void a_clock_that_is_slewed_stays_within_its_tolerance() {
        for (int i = 0; i < 10_000; i++) {
            wall = wall.plusNanos(999_500);
            nanos += 1_000_000;
            assertThat(Duration.between(wall, clock.instant())).isBetween(Duration.ZERO, Duration.ofMillis(6));
        }
    }
}
