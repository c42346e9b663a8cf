package io.penstock.services.kinesis.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.services.common.LateOwner;
import io.penstock.services.common.RateShares;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamReply;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Nodes that share the quotas of one shard through its owner, in a time of their own of which each step is ten milliseconds. */
class ThrottlesTest {

    private static final int STEP = 10;
    private static final int SECOND = 1_000;

    private final StreamDefinition stream = DataFixture.stream(1);
    private long now = 1_700_000_000_000L;

    private final class Owner extends LateOwner {

        Owner(long seed) {
            super(seed, millis -> now += millis);
        }

        @Override
        protected long node(Object command) {
            return ((StreamCommand.Share) command).node();
        }

        @Override
        protected Object answer(Object command, long node, long nowMillis) {
            StreamCommand.Share share = (StreamCommand.Share) command;
            return new StreamReply.Demanded(node, nowMillis, share.demand()).shared(shares);
        }

        int asked() {
            return asked;
        }

        void away(boolean now) {
            isAway = now;
        }

        void forget() {
            shares = new RateShares();
        }
    }

    private Throttles node(Owner owner) {
        return new Throttles(KinesisLimits.AWS.shard(), () -> Instant.ofEpochMilli(now), owner);
    }

    private List<Throttles> nodes(int count, Owner owner) {
        return IntStream.range(0, count).mapToObj(i -> node(owner)).toList();
    }

    /** What a node takes when so many records are put in one step. */
    private int write(Throttles node, int records) {
        int taken = 0;
        for (int i = 0; i < records; i++) {
            taken += node.write(stream, 0, 10) ? 1 : 0;
        }
        return taken;
    }

    /** Records that each node takes within a time, of so many that are tried a second. */
    private int[] run(Owner owner, List<Throttles> nodes, int millis, int... perSecond) {
        int[] taken = new int[nodes.size()];
        for (int step = 0; step < millis / STEP; step++) {
            owner.pass(STEP);
            for (int i = 0; i < taken.length; i++) {
                int before = perSecond[i] * step / 100;
                taken[i] += write(nodes.get(i), perSecond[i] * (step + 1) / 100 - before);
            }
        }
        return taken;
    }

    private static int sum(int... counts) {
        return IntStream.of(counts).sum();
    }

    @Test
    void a_lone_node_has_the_whole_rate_from_its_first_record_on() {
        Owner owner = new Owner(1);
        Throttles node = node(owner);
        assertThat(write(node, 1_001)).isEqualTo(1_000);
        assertThat(sum(run(owner, List.of(node), 10 * SECOND, 3_000))).isBetween(9_900, 10_000);
    }

    @Test
    void nodes_that_all_want_more_than_there_is_get_equal_parts_of_one_quota() {
        Owner owner = new Owner(2);
        List<Throttles> nodes = nodes(3, owner);
        int[] first = run(owner, nodes, 2 * SECOND, 2_000, 2_000, 2_000);
        assertThat(sum(first))
                .as("two seconds, what each of them saved up, and an interval until all know of all")
                .isLessThan(2_000 + 1_833 + 1_000);
        int[] later = run(owner, nodes, 10 * SECOND, 2_000, 1_500, 3_000);
        assertThat(sum(later)).isBetween(9_500, 10_100);
        assertThat(IntStream.of(later)).allMatch(taken -> taken > 3_000 && taken < 3_700);
    }

    @Test
    void shares_follow_what_is_wanted() {
        Owner owner = new Owner(3);
        List<Throttles> nodes = nodes(3, owner);
        run(owner, nodes, 2 * SECOND, 2_000, 200, 0);
        int[] taken = run(owner, nodes, 10 * SECOND, 2_000, 200, 0);
        assertThat(taken[1]).isGreaterThan(1_980);
        assertThat(taken[0]).isGreaterThan(7_400);
        assertThat(sum(taken)).isLessThan(10_100);
    }

    @Test
    void who_is_left_alone_has_the_whole_rate_again_within_three_intervals() {
        Owner owner = new Owner(4);
        List<Throttles> nodes = nodes(2, owner);
        run(owner, nodes, 3 * SECOND, 2_000, 2_000);
        int interval = (int) RateShares.INTERVAL_MILLIS;
        run(owner, nodes, 3 * interval + 100, 2_000, 0);
        assertThat(sum(run(owner, nodes, SECOND, 2_000, 0))).isGreaterThan(980);
    }

    @Test
    void whatever_nodes_do_they_take_little_more_than_one_quota_and_leave_little_of_it() {
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Owner owner = new Owner(seed);
            int count = random.nextInt(2, 6);
            List<Throttles> nodes = nodes(count, owner);
            int total = 0;
            int phases = 10;
            for (int phase = 0; phase < phases; phase++) {
                int[] perSecond =
                        random.ints(count, 0, random.nextInt(100, 3_000)).toArray();
                boolean isFull = sum(perSecond) > 1_500;
                String what =
                        "seed " + seed + ", " + IntStream.of(perSecond).boxed().toList();
                int first = sum(run(owner, nodes, 2 * SECOND, perSecond));
                int settled = sum(run(owner, nodes, 4 * SECOND, perSecond));
                total += first + settled;
                if (isFull) {
                    assertThat(first + settled).as(what).isGreaterThan(4_500);
                }
                assertThat(settled).as(what).isLessThan(4_400);
            }
            assertThat(total).as("seed %d", seed).isLessThan(phases * 6 * 1_000 * 11 / 10 + 1_000);
        }
    }

    @Test
    void a_node_that_gets_no_answer_goes_on_for_five_seconds_and_then_with_a_quarter() {
        Owner owner = new Owner(5);
        Throttles node = node(owner);
        run(owner, List.of(node), 2 * SECOND, 2_000);
        owner.away(true);
        assertThat(sum(run(owner, List.of(node), 5 * SECOND, 2_000))).isGreaterThan(4_900);
        run(owner, List.of(node), SECOND, 2_000);
        assertThat(sum(run(owner, List.of(node), 4 * SECOND, 2_000))).isBetween(950, 1_010);
        owner.away(false);
        owner.forget();
        run(owner, List.of(node), 6 * SECOND, 2_000);
        assertThat(sum(run(owner, List.of(node), 4 * SECOND, 2_000))).isGreaterThan(3_900);
    }

    @Test
    void calls_of_readers_are_shared_too() {
        Owner owner = new Owner(6);
        List<Throttles> nodes = nodes(3, owner);
        int taken = 0;
        for (int step = 0; step < 2_000; step++) {
            owner.pass(STEP);
            for (Throttles node : nodes) {
                taken += step % 10 == 0 && node.read(stream, 0) ? 1 : 0;
            }
        }
        assertThat(taken).as("of 5 a second in 20 seconds").isBetween(90, 125);
    }

    @Test
    void the_owner_is_asked_twice_a_second_and_only_while_there_is_traffic() {
        Owner owner = new Owner(7);
        Throttles node = node(owner);
        run(owner, List.of(node), 10 * SECOND, 5_000);
        assertThat(owner.asked()).isBetween(15, 20);
        int before = owner.asked();
        run(owner, List.of(node), 10 * SECOND, 0);
        assertThat(owner.asked()).isEqualTo(before);
        Throttles unlimited = new Throttles(KinesisLimits.RELAXED.shard(), () -> Instant.ofEpochMilli(now), owner);
        assertThat(write(unlimited, 5_000)).isEqualTo(5_000);
        assertThat(owner.asked()).isEqualTo(before);
    }
}
