package io.penstock.services.events.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.services.events.archive.Tally.Stretch;
import io.penstock.services.events.archive.Tally.Times;
import io.penstock.services.events.archive.Tally.Total;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TallyTest {

    private static final int EVENTS = 200_000;
    private static final long STEP = 1_000;

    /** Events that are put as they happen, but for some that are told of late, or of the future. */
    private static List<Long> times(Random random) {
        return LongStream.range(0, EVENTS)
                .map(i -> i * STEP + (random.nextInt(20_000) == 0 ? random.nextLong(-EVENTS, EVENTS) * STEP : 0))
                .boxed()
                .toList();
    }

    private static Tally counted(List<Long> times, Random random) {
        Tally tally = Tally.NONE;
        while (tally.to() < times.size()) {
            int from = (int) tally.to();
            int to = Math.min(from + random.nextInt(1, 3_000), times.size());
            Times of = times.subList(from, to).stream()
                    .map(time -> new Times(time, time))
                    .reduce(Times::and)
                    .orElseThrow();
            tally = tally.plus(to, new Total(to - from, 1), of);
        }
        return tally;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nothing_of_a_range_is_passed_over_and_most_of_what_is_not_is(long seed) {
        Random random = new Random(seed);
        List<Long> times = times(random);
        Tally tally = counted(times, random);
        long read = 0;
        int ranges = 20;
        for (int i = 0; i < ranges; i++) {
            long from = random.nextLong(EVENTS) * STEP;
            long to = from + EVENTS / 100 * STEP;
            List<Long> expected = new ArrayList<>();
            for (long time : times) {
                if (time >= from && time < to) {
                    expected.add(time);
                }
            }
            List<Long> found = new ArrayList<>();
            for (long at = tally.next(0, from, to); at < EVENTS; at = tally.next(at + 1, from, to)) {
                read++;
                long time = times.get((int) at);
                if (time >= from && time < to) {
                    found.add(time);
                }
            }
            assertThat(found).isEqualTo(expected);
        }
        assertThat(read).as("of " + (long) ranges * EVENTS).isLessThan((long) ranges * EVENTS / 3);
    }

    @Test
    void what_was_counted_without_times_or_is_not_counted_yet_may_be_of_any_time() {
        Tally tally = new Tally(
                30,
                List.of(
                        new Stretch(0, 10, 10, 1, new Times(100, 200)),
                        new Stretch(10, 20, 10, 1, null),
                        new Stretch(20, 30, 10, 1, new Times(300, 400))));
        assertThat(tally.next(0, 500, 600)).isEqualTo(10);
        assertThat(tally.next(15, 500, 600)).isEqualTo(15);
        assertThat(tally.next(20, 500, 600)).as("not counted yet").isEqualTo(30);
        assertThat(tally.next(35, 500, 600)).isEqualTo(35);
        assertThat(tally.next(0, 200, 201)).as("the latest counts").isZero();
        assertThat(tally.next(20, 0, 300)).as("the end does not").isEqualTo(30);
    }
}
