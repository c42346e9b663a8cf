package io.penstock.kernel.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.retry.RetrySchedule.Phases;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RetryScheduleTest {

    @ParameterizedTest
    @CsvSource({
        "LINEAR, 10 20 30 40 50",
        "ARITHMETIC, 10 14 22 34 50",
        "GEOMETRIC, 10 14.953 22.361 33.437 50",
        "EXPONENTIAL, 10 12.667 18 28.667 50"
    })
    void each_function_has_its_own_way_from_the_least_to_the_greatest_delay(BackoffFunction function, String seconds) {
        List<Duration> expected = new ArrayList<>();
        for (String delay : seconds.split(" ", -1)) {
            expected.add(Duration.ofMillis(Math.round(Double.parseDouble(delay) * 1000)));
        }
        assertThat(delays(schedule(new Phases(0, 0, 5, 0), 10, 50, function))).isEqualTo(expected);
    }

    @Test
    void phases_follow_each_other() {
        assertThat(delays(schedule(new Phases(2, 2, 3, 2), 1, 5, BackoffFunction.LINEAR)))
                .extracting(Duration::toSeconds)
                .containsExactly(0L, 0L, 1L, 1L, 1L, 3L, 5L, 5L, 5L);
    }

    @Test
    void endpoints_of_aws_have_a_hundred_thousand_and_fifteen_retries_over_23_days() {
        RetrySchedule schedule = schedule(new Phases(3, 2, 10, 100_000), 1, 20, BackoffFunction.EXPONENTIAL);
        assertThat(schedule.phases().retries()).isEqualTo(100_015);
        assertThat(schedule.total().toDays()).isEqualTo(23);
    }

    @Test
    void mail_has_fifty_retries_over_more_than_six_hours() {
        assertThat(RetrySchedule.SMTP.phases().retries()).isEqualTo(50);
        assertThat(RetrySchedule.SMTP.total()).isBetween(Duration.ofHours(6), Duration.ofHours(7));
    }

    @Test
    void a_single_retry_of_the_backoff_phase_has_the_least_delay() {
        assertThat(delays(schedule(new Phases(0, 0, 1, 0), 3, 9, BackoffFunction.GEOMETRIC)))
                .containsExactly(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @EnumSource
    void delays_start_at_the_least_never_fall_end_at_the_greatest_and_add_up(BackoffFunction function) {
        RandomGenerator random = new SplittableRandom(function.name().hashCode());
        for (int round = 0; round < 500; round++) {
            int min = random.nextInt(1, 100);
            int max = min + random.nextInt(0, 3600);
            // Beyond 1,024 steps powers of two leave the range of a double.
            int backoff = random.nextInt(2, round % 50 == 0 ? 3000 : 60);
            Phases phases = new Phases(random.nextInt(5), random.nextInt(5), backoff, random.nextInt(5));
            RetrySchedule schedule = schedule(phases, min, max, function);
            assertThat(RetrySchedule.parse(schedule.text())).contains(schedule);
            List<Duration> delays = delays(schedule);
            assertThat(delays)
                    .as("%s", schedule)
                    .hasSize((int) phases.retries())
                    .isSorted();
            assertThat(delays.subList(0, phases.immediate())).allMatch(Duration.ZERO::equals);
            assertThat(delays.get(phases.immediate())).isEqualTo(Duration.ofSeconds(min));
            assertThat(delays.getLast()).isEqualTo(Duration.ofSeconds(max));
            Instant start = Instant.EPOCH;
            Instant clock = start;
            for (Duration delay : delays) {
                clock = clock.plus(delay);
            }
            assertThat(Duration.between(start, clock)).as("%s", schedule).isEqualTo(schedule.total());
        }
    }

    @Test
    void what_cannot_be_is_refused() {
        assertThatThrownBy(() -> new Phases(0, -1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        Phases phases = new Phases(0, 0, 3, 0);
        assertThatThrownBy(() -> schedule(phases, 0, 1, BackoffFunction.LINEAR))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> schedule(phases, 2, 1, BackoffFunction.LINEAR))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> schedule(phases, 1, 2, BackoffFunction.LINEAR).delayBefore(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static RetrySchedule schedule(Phases phases, int min, int max, BackoffFunction function) {
        return new RetrySchedule(phases, Duration.ofSeconds(min), Duration.ofSeconds(max), function);
    }

    private static List<Duration> delays(RetrySchedule schedule) {
        List<Duration> delays = new ArrayList<>();
        Optional<Duration> delay = schedule.delayBefore(1);
        while (delay.isPresent()) {
            delays.add(delay.get());
            delay = schedule.delayBefore(delays.size() + 1L);
        }
        return delays;
    }
}
