package io.penstock.services.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.penstock.services.common.RateShares.Rates;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RateSharesTest {

    private static final long HALF = RateShares.INTERVAL_MILLIS;

    private final RateShares shares = new RateShares();

    private double write(long node, long at, double demand) {
        return shares.share(node, at, List.of(new Rates(0, List.of(demand, 0.0))))
                .getFirst()
                .parts()
                .getFirst();
    }

    @Test
    void a_lone_node_has_everything_whatever_it_wants() {
        assertThat(write(1, 0, 0)).isEqualTo(1);
        assertThat(write(1, HALF, 5)).isEqualTo(1);
    }

    @Test
    void who_wants_little_gets_it_and_those_who_want_more_share_the_rest_alike() {
        write(1, 0, 3);
        write(2, 0, 1);
        write(3, 0, 0.1);
        assertThat(write(1, HALF, 3)).isEqualTo(write(2, HALF, 1)).isCloseTo(0.435, within(0.001));
        assertThat(write(3, HALF, 0.1)).isCloseTo(0.13, within(0.001));
    }

    @Test
    void what_nobody_wants_goes_to_all_alike() {
        write(1, 0, 0.5);
        assertThat(write(2, 0, 0)).isCloseTo(0.02 + 0.41 / 2, within(0.001));
    }

    @Test
    void a_node_that_says_nothing_any_more_leaves_its_share_to_the_others() {
        write(1, 0, 1);
        assertThat(write(2, 0, 1)).isEqualTo(0.5);
        assertThat(write(2, HALF, 1)).isEqualTo(0.5);
        assertThat(write(2, RateShares.LEASE_MILLIS, 1)).isEqualTo(1);
    }

    @Test
    void keys_without_traffic_are_forgotten() {
        for (int key = 0; key < 100; key++) {
            shares.share(1, 0, List.of(new Rates(key, List.of(1.0, 1.0))));
        }
        write(1, RateShares.LEASE_MILLIS, 1);
        assertThat(shares.size()).isEqualTo(1);
    }

    @Test
    void the_shares_of_all_are_one_once_everybody_has_heard_of_everybody() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 1_000; round++) {
            int nodes = random.nextInt(1, 8);
            long at = round * 10L * RateShares.LEASE_MILLIS;
            double[] demand =
                    random.doubles(nodes, 0, random.nextDouble(0.01, 3)).toArray();
            for (int node = 0; node < nodes; node++) {
                write(node, at, demand[node]);
            }
            double sum = 0;
            double wanted = 0;
            for (int node = 0; node < nodes; node++) {
                double share = write(node, at + HALF, demand[node]);
                assertThat(share).isPositive();
                sum += share;
                wanted += demand[node];
            }
            assertThat(sum).as("of %d nodes that want %s", nodes, wanted).isCloseTo(1, within(1e-9));
        }
    }
}
