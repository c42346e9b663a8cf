package io.penstock.services.events.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.walk.RandomWalk;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BusWalkTest {

    private static final int RULES = 6;
    private static final int WILDCARDS = 3;
    private static final int TARGETS = 5;

    @ParameterizedTest
    @ValueSource(strings = {"default", "own"})
    void quotas_hold_and_only_rules_with_schedules_are_due_whatever_is_asked(String bus) {
        RandomWalk.of(new BusMachine(), BusWalkTest::next)
                .id(BusMachine.id("arn:aws:events:us-east-1:000000000000:event-bus/" + bus))
                .longestPause(Duration.ofMinutes(20))
                .steps(400)
                .check((state, step) -> check(state, step.now()))
                .run();
    }

    private static BusCommand next(BusState state, Instant now, RandomGenerator random) {
        String name = "r" + random.nextInt(8);
        return switch (random.nextInt(17)) {
            case 0 -> new BusCommand.Create("made", tags(random));
            case 1 -> random.nextInt(5) == 0 ? new BusCommand.Delete() : new BusCommand.Describe();
            case 2 -> new BusCommand.Update(random.nextBoolean() ? "changed" : null);
            case 3, 4, 5 ->
                new BusCommand.PutRule(rule(name, random), tags(random), new BusCommand.Quota(RULES, WILDCARDS));
            case 6 -> new BusCommand.DeleteRule(name);
            case 7 -> new BusCommand.SetEnabled(name, random.nextBoolean());
            case 8, 9 -> new BusCommand.PutTargets(name, targets(random));
            case 10 -> new BusCommand.RemoveTargets(name, List.of("t1", "t2", "t3", "t4", "t5", "t6"));
            case 11 -> new BusCommand.Tag(random.nextBoolean() ? null : name, tags(random), List.of("k0"));
            case 12 -> new BusCommand.Tags(random.nextBoolean() ? null : name);
            case 13 ->
                new BusCommand.AllowAccess(
                        "s" + random.nextInt(8), "events:PutEvents", "111122223333", random.nextBoolean() ? "o" : null);
            case 14 ->
                random.nextInt(4) == 0
                        ? new BusCommand.ReplacePolicy(null)
                        : new BusCommand.WithdrawAccess("s" + random.nextInt(8));
            case 15 -> new BusCommand.Rules();
            default -> new BusCommand.Put(state.occurred.isEmpty() ? "none" : state.occurred.firstKey());
        };
    }

    private static SortedMap<String, String> tags(RandomGenerator random) {
        SortedMap<String, String> tags = new TreeMap<>();
        IntStream.range(0, random.nextInt(3)).forEach(i -> tags.put("k" + random.nextInt(8), "v"));
        return tags;
    }

    private static RuleDefinition rule(String name, RandomGenerator random) {
        String schedule = switch (random.nextInt(4)) {
            case 0 -> "rate(1 minute)";
            case 1 -> "cron(0/7 * * * ? *)";
            default -> null;
        };
        boolean wildcards = random.nextInt(3) == 0;
        return rule(name, schedule, wildcards, random.nextInt(4) > 0);
    }

    private static RuleDefinition rule(String name, @Nullable String schedule, boolean wildcards, boolean enabled) {
        return new RuleDefinition(
                "arn:" + name, name, "{}", schedule, 0, wildcards, enabled, null, null, List.of(), 0, 0);
    }

    private static List<TargetDefinition> targets(RandomGenerator random) {
        return IntStream.range(0, random.nextInt(1, 4))
                .mapToObj(i -> new TargetDefinition(
                        "t" + random.nextInt(1, 7),
                        "arn:aws:sqs:us-east-1:000000000000:q",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null))
                .toList();
    }

    private static void check(BusState state, Instant now) {
        assertThat(state.rules).hasSizeLessThanOrEqualTo(RULES);
        assertThat(state.rules.values().stream().filter(RuleDefinition::wildcards))
                .hasSizeLessThanOrEqualTo(WILDCARDS);
        assertThat(state.rules.values()).allMatch(rule -> rule.targets().size() <= TARGETS);
        assertThat(state.rules.keySet()).containsAll(state.due.keySet()).containsAll(state.ruleTags.keySet());
        state.rules.forEach((name, rule) ->
                assertThat(state.due.containsKey(name)).as(name).isEqualTo(rule.enabled() && rule.schedule() != null));
        assertThat(state.due.values()).allMatch(due -> due > now.toEpochMilli() - 60_000);
    }

    @Test
    void a_rule_that_is_there_may_be_changed_though_the_quota_is_reached() {
        RandomWalk.of(
                        new BusMachine(),
                        (state, now, random) -> new BusCommand.PutRule(
                                rule("r" + random.nextInt(RULES), null, false, true),
                                new TreeMap<>(),
                                new BusCommand.Quota(RULES, 0)))
                .id(BusMachine.id("arn:aws:events:us-east-1:000000000000:event-bus/default"))
                .steps(100)
                .check((state, step) -> assertThat(step.outcome()).isInstanceOf(RandomWalk.Outcome.Decided.class))
                .run();
    }
}
