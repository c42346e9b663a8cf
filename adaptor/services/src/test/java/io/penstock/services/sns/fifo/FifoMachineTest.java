package io.penstock.services.sns.fifo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.dedup.Hash128;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.walk.RandomWalk;
import io.penstock.services.sns.rules.SnsLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FifoMachineTest {

    private static final long SECOND = 1_000;

    private final FifoMachine machine = new FifoMachine();
    private FifoState state = machine.initial(FifoMachine.id("arn:aws:sns:us-east-1:000000000000:t.fifo", "c"));
    private long now = 1_000_000;

    private FifoReply run(FifoCommand command) {
        Decision<FifoEvent, FifoReply> decision =
                machine.decide(state, command, new Tick(Instant.ofEpochMilli(now), new SplittableRandom(1)));
        if (!(decision instanceof Decision.Journal<FifoEvent, FifoReply>(var events, var reply))) {
            return new FifoReply.Verdicts(List.of());
        }
        for (FifoEvent event : events) {
            state = machine.evolve(
                    state, machine.events().decode(machine.events().encode(event)));
        }
        return reply;
    }

    private static LogRecord record(long offset, long at, String group, String id, boolean perGroup) {
        List<Header> headers = new ArrayList<>(List.of(Header.of(Judgement.DEDUPLICATION_ID, id)));
        if (perGroup) {
            headers.add(Header.of(Judgement.SCOPE, Judgement.GROUP));
        }
        return new LogRecord(offset, at, group.getBytes(StandardCharsets.UTF_8), new byte[0], headers);
    }

    private void judge(LogRecord record) {
        run(new FifoCommand.Judge(record.offset() + 1, Judgement.pack(List.of(record))));
    }

    private List<Long> verdict(long offset) {
        return ((FifoReply.Verdicts) run(new FifoCommand.Confirm(List.of(offset), now + SECOND))).originals();
    }

    @Test
    void a_question_of_a_node_with_another_clock_waits_as_long_as_there() {
        assertThat(machine.shifted(new FifoCommand.Confirm(List.of(7L), now), Duration.ofSeconds(-5)))
                .isEqualTo(new FifoCommand.Confirm(List.of(7L), now - 5 * SECOND));
    }

    @Test
    void a_second_message_within_five_minutes_is_a_duplicate_of_the_first_in_whichever_group() {
        run(new FifoCommand.Open());
        judge(record(0, now, "a", "id", false));
        judge(record(1, now + 299 * SECOND, "b", "id", false));
        judge(record(2, now + 300 * SECOND, "a", "id", false));
        assertThat(verdict(0)).containsExactly(0L);
        assertThat(verdict(1)).containsExactly(0L);
        assertThat(verdict(2)).containsExactly(2L);
        assertThat(run(new FifoCommand.Duplicates(0, 3))).isEqualTo(new FifoReply.Found(List.of(1L)));
    }

    @Test
    void where_the_group_is_the_scope_another_group_is_none_of_its_business() {
        run(new FifoCommand.Open());
        judge(record(0, now, "a", "id", true));
        judge(record(1, now, "b", "id", true));
        judge(record(2, now, "a", "id", true));
        assertThat(verdict(1)).containsExactly(1L);
        assertThat(verdict(2)).containsExactly(0L);
    }

    @Test
    void what_is_not_judged_yet_has_no_verdict_and_a_log_that_is_not_open_says_so() {
        assertThat(run(new FifoCommand.Confirm(List.of(0L), now))).isEqualTo(new FifoReply.Closed());
        run(new FifoCommand.Open());
        assertThat(verdict(0)).isEmpty();
    }

    @Test
    void a_topic_has_as_many_replays_at_a_time_as_it_may() {
        run(new FifoCommand.Open());
        for (int i = 0; i < SnsLimits.REPLAYS; i++) {
            run(new FifoCommand.StartReplay("s" + i, 0, 0));
        }
        run(new FifoCommand.StartReplay("s0", 5, 0));
        assertThatThrownBy(() -> run(new FifoCommand.StartReplay("more", 0, 0)))
                .hasMessageContaining("Replay limit exceeded");
    }

    @Test
    void a_replay_that_was_replaced_goes_no_further_and_its_subscription_stays_held() {
        run(new FifoCommand.Open());
        run(new FifoCommand.StartReplay("s", 0, 0));
        Replay first = replay().begun(10, 0);
        run(new FifoCommand.StepReplay(first));
        assertThat(replay().holds(10)).isTrue();
        assertThat(replay().holds(9)).isFalse();
        run(new FifoCommand.StartReplay("s", 0, 0));
        run(new FifoCommand.StepReplay(first.ended(Replay.Status.COMPLETED, 12)));
        assertThat(replay().status()).isEqualTo(Replay.Status.PENDING);
        assertThat(replay().holds(11)).isTrue();
    }

    @Test
    void when_the_archive_is_gone_replays_have_failed_and_their_subscriptions_go_on() {
        run(new FifoCommand.Open());
        run(new FifoCommand.StartReplay("s", 0, 0));
        run(new FifoCommand.StepReplay(replay().begun(10, 0)));
        run(new FifoCommand.Advance(20));
        run(new FifoCommand.FailReplays());
        assertThat(replay().status()).isEqualTo(Replay.Status.FAILED);
        assertThat(replay().holds(19)).isTrue();
        assertThat(replay().holds(20)).isFalse();
    }

    private Replay replay() {
        Replay found = FifoMachine.replay(run(new FifoCommand.DescribeReplay("s")));
        if (found == null) {
            throw new AssertionError("no replay");
        }
        return found;
    }

    @Test
    void whatever_happens_a_record_is_a_duplicate_exactly_if_its_original_is_not_five_minutes_old() {
        for (long seed = 1; seed <= 5; seed++) {
            Model model = new Model();
            RandomWalk.of(
                            new FifoMachine(),
                            (FifoState it, Instant at, RandomGenerator random) -> next(it, at.toEpochMilli(), random))
                    .longestPause(Duration.ofSeconds(100))
                    .check((it, step) -> model.check(it, step.command()))
                    .steps(300)
                    .run(seed);
        }
    }

    private static final class Model {

        private final Map<Hash128, Long> originals = new HashMap<>();
        private final Map<Long, Long> times = new HashMap<>();
        private final Map<Long, Long> expected = new HashMap<>();

        void check(FifoState state, FifoCommand command) {
            if (command instanceof FifoCommand.Judge(long _, byte[] records)) {
                Judgement.each(records, this::judge);
            }
            expected.forEach((offset, original) ->
                    assertThat(state.duplicates.originalOf(offset)).isEqualTo(original));
        }

        private void judge(long offset, long at, Hash128 key) {
            long original = originals.getOrDefault(key, -1L);
            boolean isNew = original < 0 || times.getOrDefault(original, 0L) + 300 * SECOND <= at;
            times.put(offset, at);
            expected.put(offset, isNew ? offset : original);
            if (isNew) {
                originals.put(key, offset);
            }
        }
    }

    private static FifoCommand next(FifoState state, long now, RandomGenerator random) {
        if (!state.open) {
            return new FifoCommand.Open();
        }
        String subscription = "s" + random.nextInt(3);
        Replay replay = state.replays.get(subscription);
        return switch (random.nextInt(12)) {
            case 0 -> new FifoCommand.StartReplay(subscription, 0, random.nextBoolean() ? 0 : now);
            case 1 -> new FifoCommand.StopReplay(subscription);
            case 2 -> new FifoCommand.Advance(random.nextLong(state.judged + 1));
            case 3 -> new FifoCommand.Confirm(List.of(random.nextLong(state.judged + 2)), now + SECOND);
            case 4 -> random.nextInt(10) == 0 ? new FifoCommand.FailReplays() : new FifoCommand.Open();
            case 5 ->
                replay == null
                        ? new FifoCommand.DescribeReplay(subscription)
                        : new FifoCommand.StepReplay(replay.begun(state.sent, 0).reached(random.nextInt(9)));
            default -> {
                List<LogRecord> records = new ArrayList<>();
                for (int i = random.nextInt(1, 5); i > 0; i--) {
                    records.add(record(
                            state.judged + records.size(),
                            now,
                            "g" + random.nextInt(3),
                            "k" + random.nextInt(5),
                            random.nextBoolean()));
                }
                yield new FifoCommand.Judge(state.judged + records.size(), Judgement.pack(records));
            }
        };
    }
}
