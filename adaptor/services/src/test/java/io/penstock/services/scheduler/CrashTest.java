package io.penstock.services.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.memory.MemoryFaults;
import io.penstock.services.scheduler.invocation.Attempt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The process dies at every point of an occurrence's way. */
class CrashTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_attempt_whose_end_was_not_noted_is_made_once_more_under_the_same_execution_id(boolean snapshot) {
        try (SchedulerFixture fixture = new SchedulerFixture()) {
            fixture.targets.answer = attempt -> FakeTargets.NEVER;
            fixture.create("once", fixture.at(MINUTE));
            fixture.world.advance(MINUTE);
            assertThat(fixture.targets.attempts).hasSize(1);
            if (snapshot) {
                fixture.snapshot("once");
            }
            fixture.targets.answer = attempt -> FakeTargets.delivered();
            fixture.world.crashAndRecover();
            assertThat(fixture.targets.attempts).extracting(Attempt::number).containsExactly(1, 1);
            assertThat(fixture.targets.executions()).hasSize(1);
            fixture.world.crashAndRecover();
            fixture.world.advance(Duration.ofHours(1));
            assertThat(fixture.targets.attempts).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void retries_go_on_where_they_were_and_reach_the_dead_letter_queue(boolean snapshot) {
        try (SchedulerFixture fixture = new SchedulerFixture()) {
            fixture.targets.answer = attempt -> FakeTargets.refused(true);
            fixture.targets.deadAnswer = attempt -> FakeTargets.NEVER;
            fixture.create("bad", fixture.at(MINUTE), request -> request.target(SchedulerFixture.queue(5, 86_400)));
            for (int step = 0; step < 60; step++) {
                fixture.world.advance(Duration.ofSeconds(3));
                if (snapshot) {
                    fixture.snapshot("bad");
                }
                fixture.world.crashAndRecover();
            }
            assertThat(fixture.targets.attempts).extracting(Attempt::number).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(fixture.targets.dead).isNotEmpty();
            fixture.targets.deadAnswer = attempt -> FakeTargets.delivered();
            fixture.world.crashAndRecover();
            int dead = fixture.targets.dead.size();
            fixture.world.crashAndRecover();
            fixture.world.advance(Duration.ofDays(2));
            assertThat(fixture.targets.dead).hasSize(dead);
            assertThat(fixture.targets.executions()).hasSize(1);
        }
    }

    @Test
    void an_occurrence_whose_decision_was_not_stored_is_decided_again() {
        try (SchedulerFixture fixture = new SchedulerFixture()) {
            fixture.create("once", fixture.at(MINUTE));
            fixture.world.journalFaults().refuseNextAppend();
            fixture.world.advance(Duration.ofMinutes(2));
            assertThat(fixture.targets.times()).hasSize(1);
        }
    }

    @Test
    void what_was_deleted_with_its_acknowledgement_lost_is_deleted_by_a_repetition() {
        try (SchedulerFixture fixture = new SchedulerFixture()) {
            fixture.create("once", fixture.at(MINUTE));
            fixture.world.journalFaults().loseNextAck();
            SchedulerFixture.assertRefused(
                    "ServiceUnavailable",
                    "",
                    () -> fixture.client.deleteSchedule(
                            delete -> delete.name("once").clientToken("t")));
            fixture.client.deleteSchedule(delete -> delete.name("once").clientToken("t"));
            SchedulerFixture.assertRefused(
                    "ResourceNotFoundException",
                    "Schedule once does not exist.",
                    () -> fixture.client.deleteSchedule(
                            delete -> delete.name("once").clientToken("u")));
        }
    }

    /** Some schedules, a storm of crashes and lost appends; then calm. Every occurrence has reached the target or the dead-letter queue. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void no_occurrence_is_ever_missed(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        try (SchedulerFixture fixture = new SchedulerFixture(seed)) {
            List<String> names = new ArrayList<>();
            Instant end = fixture.now().plus(Duration.ofMinutes(30));
            for (int i = 0; i < 12; i++) {
                String name = "s" + i;
                names.add(name);
                String expression =
                        i % 3 == 0 ? fixture.at(Duration.ofMinutes(i)) : "rate(" + (1 + i % 4) + " minutes)";
                fixture.create(
                        name, expression, request -> request.endDate(end).target(SchedulerFixture.queue(2, 3_600)));
            }
            Instant begin = fixture.now();
            fixture.world.journalFaults().randomly(new MemoryFaults.Rates(0.03, 0.03, 0.02, Duration.ofMillis(300)));
            fixture.targets.answer = attempt -> switch (random.nextInt(4)) {
                case 0 -> FakeTargets.NEVER;
                case 1 -> FakeTargets.refused(random.nextBoolean());
                default -> FakeTargets.delivered();
            };
            for (int step = 0; step < 200; step++) {
                fixture.world.advance(Duration.ofSeconds(random.nextInt(20)));
                switch (random.nextInt(6)) {
                    case 0 -> fixture.world.crashAndRecover();
                    case 1 -> fixture.snapshot(names.get(random.nextInt(names.size())));
                    default -> {}
                }
            }
            fixture.world.journalFaults().randomly(MemoryFaults.Rates.NONE);
            fixture.targets.answer = attempt -> FakeTargets.delivered();
            fixture.world.crashAndRecover();
            fixture.world.advance(Duration.ofMinutes(40));
            assertThat(reached(fixture)).containsAll(expected(begin, end));
        }
    }

    private static Set<String> reached(SchedulerFixture fixture) {
        return fixture.targets.attempts.stream()
                .map(attempt -> attempt.schedule().place().name() + " " + attempt.scheduledMillis() / 1_000)
                .collect(Collectors.toSet());
    }

    private static Set<String> expected(Instant begin, Instant end) {
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < 12; i++) {
            if (i % 3 == 0) {
                expected.add("s" + i + " " + begin.plus(Duration.ofMinutes(i)).getEpochSecond());
            } else {
                Duration period = Duration.ofMinutes(1 + i % 4);
                for (Instant at = begin; !at.isAfter(end); at = at.plus(period)) {
                    expected.add("s" + i + " " + at.getEpochSecond());
                }
            }
        }
        return expected;
    }
}
