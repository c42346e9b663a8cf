package io.penstock.services.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.services.scheduler.invocation.Attempt;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.scheduler.model.ScheduleState;

class FiringTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SchedulerFixture fixture = new SchedulerFixture();
    private final FakeTargets targets = fixture.targets;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void a_schedule_for_one_time_fires_then_and_only_then() {
        fixture.create("once", fixture.at(Duration.ofMinutes(5)));
        fixture.world.advance(Duration.ofMinutes(4));
        assertThat(targets.attempts).isEmpty();
        fixture.world.advance(Duration.ofMinutes(1));
        assertThat(targets.attempts).hasSize(1);
        fixture.world.advance(Duration.ofDays(2));
        assertThat(targets.attempts).hasSize(1);
        assertThat(targets.attempts.getFirst().number()).isEqualTo(1);
        assertThat(fixture.client.getSchedule(get -> get.name("once")).name()).isEqualTo("once");
    }

    @Test
    void a_time_that_is_over_fires_at_once() {
        fixture.create("late", fixture.at(Duration.ofHours(-1)));
        fixture.world.advance(Duration.ofSeconds(1));
        assertThat(targets.attempts).hasSize(1);
    }

    @Test
    void a_rate_fires_at_once_and_then_at_its_distance() {
        fixture.create("rate", "rate(10 minutes)");
        fixture.world.advance(Duration.ofMinutes(35));
        assertThat(targets.attempts).hasSize(4);
        List<Instant> times = targets.attempts.stream()
                .map(attempt -> Instant.ofEpochMilli(attempt.scheduledMillis()))
                .toList();
        assertThat(Duration.between(times.getFirst(), times.get(1))).isEqualTo(Duration.ofMinutes(10));
        assertThat(targets.executions()).hasSize(4);
    }

    @Test
    void what_is_over_deletes_itself_if_it_is_to() {
        fixture.create(
                "gone", fixture.at(MINUTE), request -> request.actionAfterCompletion(ActionAfterCompletion.DELETE));
        fixture.create(
                "recurring",
                "rate(1 minute)",
                request -> request.actionAfterCompletion(ActionAfterCompletion.DELETE)
                        .endDate(fixture.now().plusSeconds(150)));
        fixture.world.advance(Duration.ofMinutes(1));
        SchedulerFixture.assertRefused(
                "ResourceNotFoundException",
                "Schedule gone does not exist.",
                () -> fixture.client.getSchedule(get -> get.name("gone")));
        fixture.world.advance(Duration.ofMinutes(5));
        assertThat(targets.attempts).hasSize(1 + 3);
        assertThat(fixture.client.listSchedules(list -> {}).schedules()).isEmpty();
    }

    @Test
    void a_disabled_schedule_does_not_fire_and_does_not_make_up_for_it() {
        fixture.create("off", "rate(1 minute)", request -> request.state(ScheduleState.DISABLED));
        fixture.world.advance(Duration.ofMinutes(10));
        assertThat(targets.attempts).isEmpty();
        fixture.client.updateSchedule(update -> update.name("off")
                .scheduleExpression("rate(1 minute)")
                .flexibleTimeWindow(window -> window.mode(FlexibleTimeWindowMode.OFF))
                .target(SchedulerFixture.queue().build()));
        fixture.world.advance(Duration.ofSeconds(61));
        assertThat(targets.attempts).hasSizeBetween(1, 2);
    }

    @Test
    void a_change_of_another_part_does_not_fire_again() {
        fixture.create("once", fixture.at(MINUTE));
        fixture.world.advance(Duration.ofMinutes(2));
        fixture.client.updateSchedule(update -> update.name("once")
                .scheduleExpression(
                        fixture.client.getSchedule(get -> get.name("once")).scheduleExpression())
                .flexibleTimeWindow(window -> window.mode(FlexibleTimeWindowMode.OFF))
                .description("new")
                .target(SchedulerFixture.queue().build()));
        fixture.world.advance(Duration.ofHours(1));
        assertThat(targets.attempts).hasSize(1);
    }

    @Test
    void a_flexible_window_spreads_invocations_within_itself() {
        Instant start = fixture.now().truncatedTo(ChronoUnit.SECONDS);
        for (int i = 0; i < 40; i++) {
            fixture.create(
                    "s" + i,
                    fixture.at(MINUTE),
                    request -> request.flexibleTimeWindow(window ->
                            window.mode(FlexibleTimeWindowMode.FLEXIBLE).maximumWindowInMinutes(10)));
        }
        fixture.world.advance(Duration.ofMinutes(6));
        assertThat(targets.attempts.size()).isBetween(8, 32);
        fixture.world.advance(Duration.ofMinutes(6));
        assertThat(targets.attempts).hasSize(40);
        assertThat(targets.attempts)
                .allMatch(attempt ->
                        attempt.scheduledMillis() == start.plus(MINUTE).toEpochMilli());
    }

    @Test
    void attempts_follow_each_other_by_the_back_off_and_end_in_the_dead_letter_queue() {
        targets.answer = attempt -> FakeTargets.refused(true);
        fixture.create("bad", fixture.at(MINUTE), request -> request.target(SchedulerFixture.queue(3, 86_400)));
        fixture.world.advance(MINUTE);
        assertThat(targets.attempts).hasSize(1);
        fixture.world.advance(Duration.ofSeconds(1));
        assertThat(targets.attempts).hasSize(2);
        fixture.world.advance(Duration.ofSeconds(2));
        assertThat(targets.attempts).hasSize(3);
        fixture.world.advance(Duration.ofSeconds(4));
        assertThat(targets.attempts).extracting(Attempt::number).containsExactly(1, 2, 3, 4);
        assertThat(targets.executions()).hasSize(1);
        assertThat(targets.dead).singleElement().satisfies(dead -> {
            assertThat(dead.attempt().number()).isEqualTo(4);
            assertThat(dead.reason().condition()).isEqualTo("MaximumRetryAttempts");
            assertThat(dead.reason().code()).isEqualTo("Code");
        });
        fixture.world.advance(Duration.ofDays(2));
        assertThat(targets.attempts).hasSize(4);
        assertThat(targets.dead).hasSize(1);
    }

    @Test
    void attempts_end_when_the_occurrence_is_too_old() {
        targets.answer = attempt -> FakeTargets.refused(true);
        fixture.create("bad", fixture.at(MINUTE), request -> request.target(SchedulerFixture.queue(185, 100)));
        fixture.world.advance(Duration.ofHours(1));
        // At 0, 1, 3, 7, 15, 31 and 63 s, less up to a tenth; the next would be after 114 s at the earliest.
        assertThat(targets.attempts).hasSize(7);
        assertThat(targets.dead)
                .singleElement()
                .satisfies(dead -> assertThat(dead.reason().condition()).isEqualTo("MaximumEventAgeInSeconds"));
    }

    @Test
    void a_final_failure_is_not_repeated() {
        targets.answer = attempt -> FakeTargets.refused(false);
        fixture.create("bad", fixture.at(MINUTE), request -> request.target(SchedulerFixture.queue(185, 86_400)));
        fixture.create("dropped", fixture.at(MINUTE));
        fixture.world.advance(Duration.ofHours(1));
        assertThat(targets.attempts).hasSize(2);
        assertThat(targets.dead)
                .singleElement()
                .satisfies(dead -> assertThat(dead.reason().condition()).isNull());
    }

    @Test
    void by_default_a_dead_target_is_tried_for_almost_a_day() {
        targets.answer = attempt -> FakeTargets.refused(true);
        fixture.create("bad", fixture.at(MINUTE));
        fixture.world.advance(Duration.ofHours(20));
        assertThat(targets.attempts.size()).isBetween(150, 180);
        fixture.world.advance(Duration.ofDays(1));
        assertThat(targets.attempts.size()).isBetween(181, 186);
    }

    @Test
    void a_dead_letter_queue_that_cannot_be_reached_is_tried_again() {
        targets.answer = attempt -> FakeTargets.refused(false);
        targets.deadAnswer = attempt -> FakeTargets.refused(true);
        fixture.create("bad", fixture.at(MINUTE), request -> request.target(SchedulerFixture.queue(0, 60)));
        fixture.world.advance(Duration.ofMinutes(10));
        assertThat(targets.dead.size()).isGreaterThan(5);
        targets.deadAnswer = attempt -> FakeTargets.delivered();
        fixture.world.advance(Duration.ofMinutes(10));
        int tries = targets.dead.size();
        fixture.world.advance(Duration.ofDays(2));
        assertThat(targets.dead).hasSize(tries);
        assertThat(targets.attempts).hasSize(1);
    }
}
