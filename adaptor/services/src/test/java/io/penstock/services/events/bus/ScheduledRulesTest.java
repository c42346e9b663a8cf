package io.penstock.services.events.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.kernel.memory.MemoryFaults.Rates;
import io.penstock.kernel.memory.MemoryOptions;
import io.penstock.kernel.memory.MemoryWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When rules occur by their schedules, on a virtual clock, with and without crashes. */
class ScheduledRulesTest {

    private static final String BUS = "arn:aws:events:us-east-1:000000000000:event-bus/default";
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final BusCommand.Quota QUOTA = new BusCommand.Quota(300, 30);

    private static RuleDefinition rule(String name, @Nullable String schedule) {
        return new RuleDefinition("arn:" + name, name, null, schedule, 0, false, true, null, null, List.of(), 0, 0);
    }

    private static BusCommand put(String name, @Nullable String schedule) {
        return new BusCommand.PutRule(rule(name, schedule), new TreeMap<>(), QUOTA);
    }

    /** Buses in a world, and what they put. */
    private static final class Fixture implements AutoCloseable {
        final MemoryWorld world;
        final Instant start;
        final Map<String, Set<Long>> minutes = new HashMap<>();
        final Map<String, Set<String>> ids = new HashMap<>();
        Supplier<CompletableFuture<?>> answer = () -> CompletableFuture.completedFuture(true);

        Fixture(long seed) {
            world = new MemoryWorld(MemoryOptions.deterministic().withSeed(seed));
            start = world.clock().instant();
            world.machines().register(new BusMachine(), self -> new Occurring(self, this::occurred));
        }

        private CompletableFuture<?> occurred(String bus, String id, Occurrence occurrence) {
            assertThat(bus).isEqualTo(BUS);
            minutes.computeIfAbsent(occurrence.rule(), rule -> new TreeSet<>())
                    .add(Duration.between(start, Instant.ofEpochMilli(occurrence.at()))
                            .toMinutes());
            ids.computeIfAbsent(occurrence.rule(), rule -> new TreeSet<>()).add(id);
            return answer.get();
        }

        void submit(BusCommand command) {
            CompletableFuture<BusReply> reply = world.machines().submit(BusMachine.TYPE, BusMachine.id(BUS), command);
            world.advance(Duration.ZERO);
            assertThat(reply).isCompleted();
        }

        Set<Long> minutes(String rule) {
            return minutes.getOrDefault(rule, Set.of());
        }

        @Override
        public void close() {
            world.close();
            assertThat(world.defects()).isEmpty();
        }
    }

    @Test
    void a_rate_counts_from_the_rule_and_survives_crashes() {
        try (Fixture fixture = new Fixture(1)) {
            fixture.submit(put("r", "rate(5 minutes)"));
            for (int crash = 0; crash < 21; crash++) {
                fixture.world.advance(MINUTE);
                fixture.world.crashAndRecover();
            }
            assertThat(fixture.minutes("r")).containsExactly(5L, 10L, 15L, 20L);
            assertThat(fixture.ids.get("r")).hasSize(4);
        }
    }

    @Test
    void a_change_that_leaves_the_schedule_leaves_its_times_and_what_is_disabled_does_not_occur() {
        try (Fixture fixture = new Fixture(2)) {
            fixture.submit(put("r", "rate(10 minutes)"));
            fixture.world.advance(Duration.ofMinutes(7));
            fixture.submit(put("r", "rate(10 minutes)"));
            fixture.world.advance(Duration.ofMinutes(7));
            assertThat(fixture.minutes("r")).containsExactly(10L);
            fixture.submit(new BusCommand.SetEnabled("r", false));
            fixture.world.advance(Duration.ofMinutes(20));
            fixture.submit(new BusCommand.SetEnabled("r", true));
            fixture.world.advance(Duration.ofMinutes(7));
            assertThat(fixture.minutes("r")).containsExactly(10L, 40L);
            fixture.submit(put("r", "rate(1 hour)"));
            fixture.world.advance(Duration.ofMinutes(61));
            assertThat(fixture.minutes("r")).containsExactly(10L, 40L, 101L);
            fixture.submit(new BusCommand.DeleteRule("r"));
            fixture.world.advance(Duration.ofHours(5));
            assertThat(fixture.minutes("r")).hasSize(3);
        }
    }

    @Test
    void an_event_whose_append_was_not_heard_of_is_put_again_under_its_id() {
        try (Fixture fixture = new Fixture(3)) {
            fixture.answer = CompletableFuture::new;
            fixture.submit(put("r", "rate(1 minute)"));
            fixture.world.advance(Duration.ofSeconds(90));
            fixture.minutes.clear();
            fixture.world.crashAndRecover();
            assertThat(fixture.minutes("r")).containsExactly(1L);
            fixture.answer = () -> CompletableFuture.completedFuture(true);
            fixture.world.snapshot(BusMachine.id(BUS));
            fixture.world.crashAndRecover();
            assertThat(fixture.ids.get("r")).hasSize(1);
            fixture.minutes.clear();
            fixture.world.crashAndRecover();
            assertThat(fixture.minutes("r")).isEmpty();
        }
    }

    /** Crashes, lost, refused and doubled appends of the journal, and events whose appends are never heard of; then calm. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void no_occurrence_is_missed(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        try (Fixture fixture = new Fixture(seed)) {
            for (int i = 1; i <= 4; i++) {
                fixture.submit(put("r" + i, i == 1 ? "rate(1 minute)" : "rate(" + i + " minutes)"));
            }
            fixture.answer =
                    () -> random.nextInt(4) == 0 ? new CompletableFuture<>() : CompletableFuture.completedFuture(true);
            fixture.world.journalFaults().randomly(new Rates(0.03, 0.03, 0.02, Duration.ofMillis(200)));
            for (int step = 0; step < 200; step++) {
                fixture.world.advance(Duration.ofSeconds(random.nextInt(30)));
                switch (random.nextInt(6)) {
                    case 0 -> fixture.world.crashAndRecover();
                    case 1 -> fixture.world.snapshot(BusMachine.id(BUS));
                    default -> {}
                }
            }
            fixture.world.journalFaults().randomly(Rates.NONE);
            fixture.answer = () -> CompletableFuture.completedFuture(true);
            fixture.world.crashAndRecover();
            fixture.world.advance(MINUTE);
            long until = Duration.between(fixture.start, fixture.world.clock().instant())
                    .toMinutes();
            assertThat(until).isGreaterThan(30);
            for (long i = 1; i <= 4; i++) {
                Set<Long> expected = new TreeSet<>();
                for (long minute = i; minute < until; minute += i) {
                    expected.add(minute);
                }
                assertThat(fixture.minutes("r" + i)).containsAll(expected);
            }
        }
    }

    private final BusMachine machine = new BusMachine();
    private BusState state = machine.initial(BusMachine.id(BUS));

    private List<BusEvent> decide(BusCommand command, Instant now) {
        Decision<BusEvent, BusReply> decision = machine.decide(state, command, new Tick(now, new SplittableRandom(1)));
        List<BusEvent> events = ((Decision.Journal<BusEvent, BusReply>) decision).events();
        for (BusEvent event : events) {
            state = machine.evolve(
                    state, machine.events().decode(machine.events().encode(event)));
        }
        state = machine.states().decode(machine.states().encode(state));
        return events;
    }

    /** Of the times at which nobody was there, a rule occurs once, at the last one. */
    @ParameterizedTest
    @CsvSource({
        "rate(1 minute), 2026-03-08T12:34:00Z, 2026-03-08T12:35:00Z",
        "rate(7 days), 2026-03-08T00:00:00Z, 2026-03-15T00:00:00Z",
        "cron(0 21 * * ? *), 2026-03-07T21:00:00Z, 2026-03-08T21:00:00Z",
        "cron(0/20 * * * ? *), 2026-03-08T12:20:00Z, 2026-03-08T12:40:00Z",
        "'cron(0 0 2,3 * ? *)', 2026-03-03T00:00:00Z, 2026-04-02T00:00:00Z",
        "cron(30 4 5 3 ? 2026), 2026-03-05T04:30:00Z,",
    })
    void after_an_absence_a_rule_occurs_once(String schedule, Instant occurs, @Nullable Instant next) {
        decide(put("r", schedule), Instant.parse("2026-03-01T00:00:00Z"));
        List<BusEvent> events = decide(new BusCommand.Wake(), Instant.parse("2026-03-08T12:34:56Z"));
        assertThat(events).singleElement().isInstanceOfSatisfying(BusEvent.Fired.class, fired -> {
            assertThat(Instant.ofEpochMilli(fired.occurrence().at())).isEqualTo(occurs);
            assertThat(fired.next()).isEqualTo(next == null ? null : (Long) next.toEpochMilli());
        });
        assertThat(machine.nextDue(state)).isEqualTo(Optional.ofNullable(next));
    }

    @Test
    void many_rules_that_are_due_occur_in_several_decisions() {
        Instant made = Instant.parse("2026-03-01T00:00:00Z");
        for (int i = 0; i < 250; i++) {
            decide(put("r" + i, "rate(1 hour)"), made);
        }
        Instant later = made.plus(Duration.ofHours(1));
        List<Integer> sizes = new ArrayList<>();
        while (machine.nextDue(state).filter(due -> !due.isAfter(later)).isPresent()) {
            sizes.add(decide(new BusCommand.Wake(), later).size());
        }
        assertThat(sizes).containsExactly(100, 100, 50);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rate(1 minutes)",
                "rate(2 minute)",
                "rate(0 minutes)",
                "rate(1 second)",
                "at(2026-01-01T00:00:00)",
                "cron(* * * * *)",
                "cron(0 0 1 * 1 *)",
                "5 minutes"
            })
    void what_is_no_schedule_of_a_rule_is_refused(String text) {
        assertThat(RuleSchedule.isValid(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rate(1 minute)",
                "rate(12 hours)",
                "rate(1 day)",
                "cron(0 12 * * ? *)",
                "cron(15 10 ? * 6L 2026-2030)"
            })
    void a_schedule_is_taken(String text) {
        assertThat(RuleSchedule.isValid(text)).isTrue();
    }
}
