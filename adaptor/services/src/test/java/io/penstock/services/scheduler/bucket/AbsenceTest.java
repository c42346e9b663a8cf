package io.penstock.services.scheduler.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.scheduler.schedule.BucketCommand;
import io.penstock.services.scheduler.schedule.BucketReply;
import io.penstock.services.scheduler.schedule.ScheduleDefinition;
import io.penstock.services.scheduler.schedule.ScheduleDefinition.Dates;
import io.penstock.services.scheduler.schedule.ScheduleDefinition.When;
import io.penstock.services.scheduler.schedule.SchedulePlace;
import io.penstock.services.scheduler.schedule.TargetDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** For some time nobody decided anything: the node was down. */
class AbsenceTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final BucketMachine machine = new BucketMachine();
    private final SplittableRandom random = new SplittableRandom(1);
    private BucketState state = new BucketState();

    private void create(String name, String expression) {
        ScheduleDefinition schedule = new ScheduleDefinition(
                new SchedulePlace("000000000000", "us-east-1", "default", name),
                "default",
                new When(expression, "UTC", null, null, 0),
                true,
                false,
                null,
                new TargetDefinition(
                        "arn:aws:sqs:us-east-1:000000000000:q",
                        "arn:aws:iam::000000000000:role/r",
                        "x",
                        "arn:aws:sqs:us-east-1:000000000000:dead",
                        3_600,
                        0,
                        null,
                        null,
                        null,
                        null),
                null,
                Dates.NONE);
        decide(new BucketCommand.Create(schedule), START);
    }

    private List<BucketEvent> decide(BucketCommand command, Instant now) {
        Decision<BucketEvent, BucketReply> decision = machine.decide(state, command, new Tick(now, random));
        List<BucketEvent> events = ((Decision.Journal<BucketEvent, BucketReply>) decision).events();
        for (BucketEvent event : events) {
            state = machine.evolve(
                    state, machine.events().decode(machine.events().encode(event)));
        }
        state = machine.states().decode(machine.states().encode(state));
        return events;
    }

    /** Wakes the bucket until nothing is due. */
    private List<BucketEvent> wake(Instant now) {
        List<BucketEvent> all = new ArrayList<>();
        while (machine.nextDue(state).filter(due -> !due.isAfter(now)).isPresent()) {
            all.addAll(decide(new BucketCommand.Wake(), now));
        }
        return all;
    }

    private static List<Instant> fired(List<BucketEvent> events) {
        return events.stream()
                .filter(BucketEvent.Fired.class::isInstance)
                .map(event -> Instant.ofEpochMilli(
                        ((BucketEvent.Fired) event).occurrence().scheduled()))
                .toList();
    }

    private static List<BucketEvent> tooOld(List<BucketEvent> events) {
        return events.stream().filter(BucketEvent.Exhausted.class::isInstance).toList();
    }

    @Test
    void occurrences_that_are_not_too_old_are_made_up_for_oldest_first() {
        create("often", "rate(10 minutes)");
        wake(START);
        List<BucketEvent> events = wake(START.plus(Duration.ofMinutes(45)));
        assertThat(fired(events))
                .containsExactly(
                        START.plus(Duration.ofMinutes(10)),
                        START.plus(Duration.ofMinutes(20)),
                        START.plus(Duration.ofMinutes(30)),
                        START.plus(Duration.ofMinutes(40)));
        assertThat(tooOld(events)).isEmpty();
    }

    @Test
    void of_those_that_are_too_old_the_first_is_told_and_the_others_are_passed_over() {
        create("often", "rate(10 minutes)");
        wake(START);
        List<BucketEvent> events = wake(START.plus(Duration.ofHours(5)));
        assertThat(fired(events))
                .startsWith(START.plus(Duration.ofMinutes(10)), START.plus(Duration.ofHours(4)))
                .endsWith(START.plus(Duration.ofHours(5)))
                .hasSize(1 + 7);
        assertThat(tooOld(events)).singleElement().isInstanceOfSatisfying(BucketEvent.Exhausted.class, e -> {
            assertThat(e.attempts()).isZero();
            assertThat(e.condition()).isEqualTo("MaximumEventAgeInSeconds");
        });
    }

    @Test
    void one_that_occurs_once_and_was_missed_for_too_long_goes_to_the_dead_letter_queue() {
        create("once", "at(2026-01-01T01:00:00)");
        List<BucketEvent> events = wake(START.plus(Duration.ofDays(1)));
        assertThat(fired(events)).hasSize(1);
        assertThat(tooOld(events)).hasSize(1);
        assertThat(state.deliveries).hasSize(1);
    }

    @Test
    void many_that_are_due_are_decided_in_portions() {
        for (int i = 0; i < 350; i++) {
            create("s" + i, "at(2026-01-01T01:00:00)");
        }
        Instant now = START.plus(Duration.ofHours(1));
        assertThat(decide(new BucketCommand.Wake(), now)).hasSize(Firing.AT_ONCE);
        assertThat(wake(now)).hasSize(250);
        assertThat(machine.nextDue(state)).isEmpty();
    }
}
