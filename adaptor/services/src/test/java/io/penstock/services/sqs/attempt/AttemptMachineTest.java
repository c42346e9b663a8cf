package io.penstock.services.sqs.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.dedup.Hash128;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AttemptMachineTest {

    private static final long START = 1_700_000_000_000L;
    private static final long FIVE_MINUTES = 300_000;
    private static final int TEN_THOUSAND = 10_000;
    private static final Hash128 ONE = new Hash128(1, 2);

    private final AttemptMachine machine = new AttemptMachine();
    private final SplittableRandom random = new SplittableRandom(7);
    private AttemptState state = machine.initial(AttemptMachine.id("arn", "creation", ONE));
    private long now = START;

    /** As a host does, with the bytes that it would write. */
    private AttemptReply ask(AttemptCommand command) {
        AttemptCommand read = AttemptMachine.TYPE
                .commands()
                .decode(AttemptMachine.TYPE.commands().encode(command));
        return switch (machine.decide(state, read, new Tick(Instant.ofEpochMilli(now), random))) {
            case Decision.Journal<AttemptEvent, AttemptReply>(var events, var reply) -> {
                assertThat(events).allMatch(AttemptEvent.Answered.class::isInstance);
                for (AttemptEvent event : events) {
                    state = machine.evolve(
                            state, machine.events().decode(machine.events().encode(event)));
                }
                yield AttemptMachine.TYPE
                        .replies()
                        .decode(AttemptMachine.TYPE.replies().encode(reply));
            }
            case Decision.Derived<AttemptEvent, AttemptReply>(var events, var reply) -> {
                assertThat(events).as("what the clock tells").allMatch(AttemptEvent.Forgotten.class::isInstance);
                for (AttemptEvent event : events) {
                    state = machine.evolve(state, event);
                }
                yield reply;
            }
            case Decision.Park<AttemptEvent, AttemptReply> parked -> throw new AssertionError("parked: " + parked);
        };
    }

    private AttemptReply answer(Hash128 attempt, int round, int partition) {
        return ask(new AttemptCommand.Answer(attempt, round, partition));
    }

    private AttemptReply find(Hash128 attempt) {
        return ask(new AttemptCommand.Find(attempt));
    }

    private boolean isDue() {
        return machine.nextDue(state).filter(due -> due.toEpochMilli() <= now).isPresent();
    }

    @Test
    void of_polls_in_one_round_the_first_says_which_partition_answers() {
        assertThat(find(ONE)).isEqualTo(new AttemptReply.Unknown());
        AttemptReply first = new AttemptReply.Answered(0, 3);
        assertThat(answer(ONE, 0, 3)).isEqualTo(first);
        assertThat(answer(ONE, 0, 2)).isEqualTo(first);
        assertThat(answer(ONE, 0, 3)).isEqualTo(first);
        assertThat(find(ONE)).isEqualTo(first);
    }

    @Test
    void a_later_round_has_an_answer_of_its_own_and_an_earlier_one_hears_of_it() {
        answer(ONE, 0, 3);
        AttemptReply later = new AttemptReply.Answered(1, 2);
        assertThat(answer(ONE, 1, 2)).isEqualTo(later);
        assertThat(answer(ONE, 0, 3)).isEqualTo(later);
        assertThat(answer(ONE, 1, 3)).isEqualTo(later);
    }

    @Test
    void after_five_minutes_an_attempt_is_as_if_it_had_never_been() {
        answer(ONE, 0, 3);
        now += FIVE_MINUTES - 1;
        assertThat(find(ONE)).isEqualTo(new AttemptReply.Answered(0, 3));
        now++;
        assertThat(find(ONE)).isEqualTo(new AttemptReply.Unknown());
        assertThat(machine.isVacant(state)).isFalse();
        now = machine.nextDue(state).orElseThrow().toEpochMilli();
        assertThat(now).isLessThanOrEqualTo(START + FIVE_MINUTES + 30_000);
        ask(machine.due().orElseThrow());
        assertThat(machine.isVacant(state)).isTrue();
        assertThat(machine.nextDue(state)).isEmpty();
    }

    @Test
    void an_attempt_that_ends_when_it_is_looked_at_is_forgotten() {
        now = FIVE_MINUTES * 5_000_000;
        answer(ONE, 0, 3);
        now += FIVE_MINUTES;
        assertThat(machine.nextDue(state)).contains(Instant.ofEpochMilli(now));
        ask(machine.due().orElseThrow());
        assertThat(machine.isVacant(state)).isTrue();
    }

    @Test
    void at_most_ten_thousand_are_remembered_and_the_oldest_go_first() {
        for (int i = 0; i <= TEN_THOUSAND; i++) {
            answer(new Hash128(i, i), 0, 1);
        }
        assertThat(find(new Hash128(0, 0))).isEqualTo(new AttemptReply.Unknown());
        assertThat(find(new Hash128(1, 1))).isEqualTo(new AttemptReply.Answered(0, 1));
    }

    @Test
    void with_a_new_round_an_attempt_is_the_youngest_across_a_snapshot_too() {
        for (int i = 0; i < TEN_THOUSAND; i++) {
            answer(new Hash128(i, i), 0, 1);
        }
        answer(new Hash128(0, 0), 1, 2);
        state = machine.states().decode(machine.states().encode(state));
        answer(ONE, 0, 3);
        assertThat(find(new Hash128(0, 0))).isEqualTo(new AttemptReply.Answered(1, 2));
        assertThat(find(new Hash128(1, 1))).isEqualTo(new AttemptReply.Unknown());
    }

    @Test
    void it_answers_as_a_naive_model_does_across_snapshots() {
        Map<Hash128, long[]> model = new HashMap<>();
        for (int step = 0; step < 5_000; step++) {
            Hash128 attempt = new Hash128(random.nextInt(10), 0);
            int round = random.nextInt(3);
            int partition = random.nextInt(4);
            long[] known = model.get(attempt);
            if (known == null || known[0] + FIVE_MINUTES <= now || known[1] < round) {
                known = new long[] {now, round, partition};
                model.put(attempt, known);
            }
            assertThat(answer(attempt, round, partition))
                    .isEqualTo(new AttemptReply.Answered((int) known[1], (int) known[2]));
            now += random.nextInt(40_000);
            if (isDue()) {
                ask(machine.due().orElseThrow());
                assertThat(isDue()).as("due again at once").isFalse();
            }
            if (random.nextInt(10) == 0) {
                state = machine.states().decode(machine.states().encode(state));
            }
        }
    }

    @Test
    void bytes_have_the_form_they_always_had() {
        answer(ONE, 0, 3);
        assertThat(new String(machine.states().encode(state), StandardCharsets.UTF_8))
                .isEqualTo("{\"type\":\"Entries\",\"entries\":[{\"atMillis\":1700000000000,"
                        + "\"attempt\":{\"high\":1,\"low\":2},\"round\":0,\"partition\":3}]}");
        assertThat(new String(
                        machine.events().encode(new AttemptEvent.Answered(START, ONE, 0, 3)), StandardCharsets.UTF_8))
                .isEqualTo("{\"type\":\"Answered\",\"atMillis\":1700000000000,\"attempt\":{\"high\":1,\"low\":2},"
                        + "\"round\":0,\"partition\":3}");
        assertThat(AttemptMachine.TYPE.name()).isEqualTo("sqs.attempts");
        assertThat(AttemptMachine.id("arn", "creation", new Hash128(5, -17)).key())
                .isEqualTo("arn/creation/7");
    }
}
