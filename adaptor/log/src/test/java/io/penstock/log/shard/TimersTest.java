package io.penstock.log.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Timers, on a clock that moves only when told. */
@Timeout(20)
final class TimersTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private volatile Instant now = START;
    private final Timers timers = new Timers(() -> now);
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        timers.close();
    }

    private void at(int seconds, String what) {
        timers.at(START.plusSeconds(seconds), Runnable::run, () -> done.add(what));
    }

    private void pass(int seconds) {
        now = START.plusSeconds(seconds);
        timers.clockMoved().orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Test
    void timers_come_in_the_order_of_their_times_and_not_before() {
        at(3, "c");
        at(1, "a");
        at(2, "b");
        pass(2);
        assertThat(done).containsExactly("a", "b");
        pass(3);
        assertThat(done).containsExactly("a", "b", "c");
    }

    @Test
    void a_cancelled_timer_does_not_come() {
        Timers.Timer timer = timers.at(START.plusSeconds(1), Runnable::run, () -> done.add("a"));
        at(1, "b");
        timer.cancel();
        pass(2);
        assertThat(done).containsExactly("b");
    }

    @Test
    void cancelled_timers_do_not_disturb_the_others_however_many_they_are() {
        at(5, "kept");
        for (int i = 0; i < 10_000; i++) {
            timers.at(START.plusSeconds(10), Runnable::run, () -> done.add("cancelled"))
                    .cancel();
        }
        pass(20);
        assertThat(done).containsExactly("kept");
    }
}
