package io.penstock.services.kinesis.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The claims of decision 010, on walks at random. {@code -Dpenstock.seed=N} repeats one, {@code -Dpenstock.walks=N} walks more. */
@Timeout(120)
class ReshardWalkTest {

    private static final int STEPS = 1_500;

    @Test
    void what_is_acknowledged_is_in_one_shard_and_in_order_however_old_the_maps_of_the_writers_are() {
        long only = Long.getLong("penstock.seed", 0);
        int walks = Integer.getInteger("penstock.walks", 12);
        int reroutes = 0;
        int shards = 0;
        for (long seed = only == 0 ? 1 : only; seed <= (only == 0 ? walks : only); seed++) {
            ReshardWalk walk = new ReshardWalk(seed);
            try {
                walk.run(STEPS);
                walk.check();
            } catch (AssertionError e) {
                throw new AssertionError("the walk of -Dpenstock.seed=" + seed + " failed: " + e.getMessage(), e);
            }
            reroutes += walk.reroutes();
            shards += walk.shards();
        }
        if (only == 0) {
            assertThat(reroutes).as("the walks met what they are about").isGreaterThan(5);
            assertThat(shards).isGreaterThan(20 * walks / 2);
        }
    }
}
