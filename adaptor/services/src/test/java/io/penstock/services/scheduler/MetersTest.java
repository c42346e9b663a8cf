package io.penstock.services.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.services.scheduler.invocation.InvocationMeters;
import io.penstock.services.scheduler.invocation.InvocationMeters.Meter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.scheduler.model.Target;

final class MetersTest {

    private final SchedulerFixture fixture = new SchedulerFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private void assertCounts(Map<Meter, Long> expected) {
        Map<Meter, Long> counts = new EnumMap<>(Meter.class);
        for (Meter meter : Meter.values()) {
            if (fixture.meters.of(meter) > 0) {
                counts.put(meter, fixture.meters.of(meter));
            }
        }
        assertThat(counts).isEqualTo(expected);
    }

    private void fire(Target target) {
        fixture.create("s", fixture.at(Duration.ofMinutes(1)), request -> request.target(target));
        fixture.world.advance(Duration.ofDays(2));
    }

    @Test
    void an_occurrence_that_arrives_is_one_attempt() {
        fire(SchedulerFixture.queue().build());
        assertCounts(Map.of(Meter.OCCURRENCES, 1L, Meter.ATTEMPTS, 1L, Meter.DELIVERED, 1L));
        assertThat(fixture.meters.lags()).isEqualTo(1);
        assertThat(fixture.meters.lagMillis()).isZero();
    }

    @Test
    void retries_are_attempts_and_a_dead_letter_is_one_for_the_occurrence() {
        fixture.targets.answer = attempt -> FakeTargets.refused(true);
        fire(SchedulerFixture.queue(2, 86_400));
        assertCounts(
                Map.of(Meter.OCCURRENCES, 1L, Meter.ATTEMPTS, 3L, Meter.TARGET_ERRORS, 3L, Meter.DEAD_LETTERS, 1L));
        assertThat(fixture.meters.lags()).as("the first attempt alone").isEqualTo(1);
    }

    @Test
    void what_no_dead_letter_queue_takes_is_dropped_or_an_error_of_the_queue() {
        fixture.targets.answer = attempt -> FakeTargets.refused(false);
        fire(SchedulerFixture.queue().build());
        assertCounts(Map.of(Meter.OCCURRENCES, 1L, Meter.ATTEMPTS, 1L, Meter.TARGET_ERRORS, 1L, Meter.DROPPED, 1L));
    }

    @Test
    void a_dead_letter_queue_that_refuses_is_counted() {
        fixture.targets.answer = attempt -> FakeTargets.refused(false);
        fixture.targets.deadAnswer = attempt -> FakeTargets.refused(false);
        fire(SchedulerFixture.queue(0, 60));
        assertCounts(Map.of(
                Meter.OCCURRENCES, 1L, Meter.ATTEMPTS, 1L, Meter.TARGET_ERRORS, 1L, Meter.DEAD_LETTER_ERRORS, 1L));
    }

    @Test
    void what_was_due_an_hour_ago_is_late() {
        fixture.create("late", fixture.at(Duration.ofHours(-1)));
        fixture.world.advance(Duration.ofSeconds(1));
        assertThat(fixture.meters.lagMillis()).isBetween(3_600_000L, 3_602_000L);
        assertThat(InvocationMeters.LATE)
                .allSatisfy(than -> assertThat(fixture.meters.later(than)).isEqualTo(1));
        fire(SchedulerFixture.queue().build());
        assertThat(fixture.meters.later(Duration.ofMillis(100))).isEqualTo(1);
        assertThat(fixture.meters.lags()).isEqualTo(2);
    }
}
