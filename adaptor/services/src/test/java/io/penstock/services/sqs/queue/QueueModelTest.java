package io.penstock.services.sqs.queue;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random commands against a naive model, with crashes, snapshots and trimmed logs at random points.
 * {@code -Dpenstock.seed=N} repeats one walk.
 */
class QueueModelTest {

    private static final int WALKS = 100;
    private static final int STEPS = 400;

    @ParameterizedTest(name = "fifo={0}")
    @ValueSource(booleans = {false, true})
    void random_walks_agree_with_a_naive_model_through_crashes_and_rescans(boolean fifo) {
        Long seed = Long.getLong("penstock.seed");
        LongStream seeds = seed == null ? LongStream.range(0, WALKS) : LongStream.of(seed);
        seeds.forEach(one -> {
            Throwable failure = QueueWalk.failureOf(fifo, one, STEPS);
            if (failure != null) {
                throw new AssertionError("fifo=" + fifo + ", repeat with -Dpenstock.seed=" + one, failure);
            }
        });
    }
}
