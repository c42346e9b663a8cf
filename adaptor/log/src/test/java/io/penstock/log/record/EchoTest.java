package io.penstock.log.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.port.LogRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** When an echo may stand in for the fetch, on a clock and a reader of the test's own. */
final class EchoTest {

    private static final int LOAD = 200;

    private final Reader reader = new Reader();
    private final Feed feed = new Feed();
    private final Echo echo = new Echo(feed, reader);

    private static final class Reader implements Echo.Surroundings {
        private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        private final ArrayDeque<Runnable> timers = new ArrayDeque<>();
        private long nanos;

        @Override
        public void deliver(Runnable task) {
            tasks.add(task);
        }

        @Override
        public void later(Runnable task, long millis) {
            timers.add(task);
        }

        @Override
        public long nanos() {
            return nanos;
        }

        private void run() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }

        private void pass(long millis) {
            nanos += TimeUnit.MILLISECONDS.toNanos(millis);
            List<Runnable> due = List.copyOf(timers);
            timers.clear();
            due.forEach(Runnable::run);
        }
    }

    private static final class Feed implements Echo.Fed {
        private final List<Long> got = new ArrayList<>();
        private long next;
        private boolean wanting = true;
        private boolean echoing;

        @Override
        public long next() {
            return next;
        }

        @Override
        public boolean isWanting() {
            return wanting;
        }

        @Override
        public void echoing(boolean now) {
            echoing = now;
        }

        @Override
        public void deliver(List<LogRecord> records, long end) {
            for (LogRecord record : records) {
                if (record.offset() >= next) {
                    got.add(record.offset());
                    next = record.offset() + 1;
                }
            }
        }

        /** As a fetch would. */
        private void fetchUpTo(long offset) {
            next = Math.max(next, offset);
        }
    }

    private void append(long from, long to) {
        LongStream.range(from, to)
                .forEach(offset -> echo.appended(new LogRecord(offset, 0, null, new byte[1000], List.of())));
    }

    private void underLoad() {
        append(0, LOAD);
        feed.fetchUpTo(LOAD);
        append(LOAD, LOAD + 1);
        reader.run();
        assertThat(feed.echoing).isTrue();
    }

    private static List<Long> offsets(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    @Test
    void a_single_caller_is_left_to_the_fetch() {
        for (int i = 0; i < LOAD; i++) {
            append(i, i + 1);
            reader.pass(5);
        }
        reader.run();
        assertThat(feed.got).isEmpty();
        assertThat(feed.echoing).isFalse();
    }

    @Test
    void the_fetch_goes_on_until_the_feed_is_where_the_echo_begins() {
        append(0, LOAD);
        reader.run();
        assertThat(feed.echoing).isFalse();
        assertThat(feed.got).isEmpty();
    }

    @Test
    void under_load_records_come_once_and_in_order() {
        underLoad();
        append(LOAD + 1, LOAD + 50);
        reader.run();
        assertThat(feed.got).isEqualTo(offsets(LOAD, LOAD + 50));
    }

    @Test
    void behind_a_record_of_somebody_else_nothing_is_delivered_and_the_fetch_goes_on() {
        underLoad();
        append(LOAD + 1, LOAD + 10);
        append(LOAD + 11, LOAD + 20);
        reader.run();
        assertThat(feed.next()).isLessThanOrEqualTo(LOAD + 10);
        assertThat(feed.echoing).isFalse();
    }

    @Test
    void behind_a_gap_the_echo_rests_for_a_second() {
        underLoad();
        append(LOAD + 5, 3 * LOAD);
        feed.fetchUpTo(3 * LOAD);
        reader.run();
        assertThat(feed.echoing).isFalse();
        reader.pass(1_100);
        append(3 * LOAD, 4 * LOAD);
        feed.fetchUpTo(4 * LOAD);
        append(4 * LOAD, 4 * LOAD + 1);
        reader.run();
        assertThat(feed.echoing).isTrue();
    }

    @Test
    void when_nothing_is_appended_for_a_moment_the_fetch_looks_for_what_others_append() {
        underLoad();
        reader.pass(11);
        assertThat(feed.echoing).isFalse();
    }

    @Test
    void a_paused_feed_gets_nothing() {
        underLoad();
        feed.wanting = false;
        append(LOAD + 1, LOAD + 50);
        reader.run();
        assertThat(feed.got).isEqualTo(offsets(LOAD, LOAD + 1));
        assertThat(feed.echoing).isFalse();
    }

    @Test
    void what_waits_is_bounded() {
        underLoad();
        append(LOAD + 1, 20_000);
        reader.run();
        assertThat(feed.got).hasSizeLessThan(4_500);
        assertThat(feed.echoing).isFalse();
    }
}
