package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.clients.History.Call;
import io.penstock.clients.History.Event;
import io.penstock.clients.History.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The judge of the durability tests is judged first: on histories that it must accept, and on some that it must refuse. */
class LinearizabilityTest {

    private static final Outcome UNKNOWN = new Outcome.Unknown();
    private static final Outcome REFUSED = new Outcome.Refused();

    @Test
    void calls_one_after_another_must_agree() {
        assertThat(holds(put(1, 1, 2), read(1L, 3, 4), delete(1L, 5, 6), read(null, 7, 8)))
                .isTrue();
        assertThat(holds(put(1, 1, 2), read(2L, 3, 4))).isFalse();
        assertThat(holds(delete(1L, 1, 2))).isFalse();
    }

    @Test
    void an_acknowledged_write_that_is_not_read_later_is_lost() {
        assertThat(holds(put(1, 1, 2), put(2, 3, 4), read(1L, 5, 6))).isFalse();
        assertThat(holds(put(1, 1, 2), read(null, 3, 4))).isFalse();
        assertThat(holds(put(1, 1, 2), delete(1L, 3, 4), read(1L, 5, 6))).isFalse();
    }

    @Test
    void a_read_beside_a_write_sees_either_but_then_never_what_was_before() {
        assertThat(holds(put(1, 1, 2), put(2, 3, 10), read(1L, 4, 5), read(2L, 6, 7)))
                .isTrue();
        assertThat(holds(put(1, 1, 2), put(2, 3, 10), read(2L, 4, 5), read(1L, 6, 7)))
                .isFalse();
    }

    @Test
    void of_two_who_swap_the_same_value_one_is_refused() {
        assertThat(holds(put(1, 1, 2), swap(1L, 2, ok(null), 3, 9), swap(1L, 3, REFUSED, 4, 8), read(2L, 10, 11)))
                .isTrue();
        assertThat(holds(put(1, 1, 2), swap(1L, 2, ok(null), 3, 9), swap(1L, 3, ok(null), 4, 8)))
                .isFalse();
        assertThat(holds(put(1, 1, 2), swap(1L, 2, REFUSED, 3, 4))).isFalse();
        assertThat(holds(swap(null, 1, ok(null), 1, 2), swap(null, 2, ok(null), 3, 4)))
                .isFalse();
    }

    @Test
    void a_call_without_an_answer_happened_once_or_never() {
        Event doubtful = new Event(new Call.Add(5), UNKNOWN, 3, Long.MAX_VALUE);
        assertThat(holds(put(1, 1, 2), doubtful, read(1L, 4, 5))).isTrue();
        assertThat(holds(put(1, 1, 2), doubtful, read(6L, 4, 5))).isTrue();
        assertThat(holds(put(1, 1, 2), doubtful, read(1L, 4, 5), read(6L, 6, 7)))
                .isTrue();
        assertThat(holds(put(1, 1, 2), doubtful, read(6L, 4, 5), read(1L, 6, 7)))
                .isFalse();
        assertThat(holds(put(1, 1, 2), doubtful, read(11L, 4, 5))).isFalse();
        assertThat(holds(put(1, 1, 2), read(6L, 2, 3), new Event(new Call.Add(5), UNKNOWN, 4, Long.MAX_VALUE)))
                .isFalse();
    }

    @Test
    void sums_that_are_answered_twice_or_left_out_are_refused() {
        assertThat(holds(add(1, 1L, 1, 5), add(1, 2L, 2, 6), read(2L, 7, 8))).isTrue();
        assertThat(holds(add(1, 1L, 1, 5), add(1, 1L, 2, 6))).isFalse();
        assertThat(holds(add(1, 1L, 1, 2), add(1, 3L, 3, 4))).isFalse();
    }

    /** Calls take effect one by one at a time within their span; then one answer is falsified. */
    @Test
    void what_really_happened_one_by_one_is_accepted_and_is_refused_once_an_answer_is_false() {
        for (int seed = 0; seed < 200; seed++) {
            List<Event> history = happened(new SplittableRandom(seed));
            assertThat(Linearizability.holds(history)).as("seed %d", seed).isTrue();
            List<Event> falsified = new ArrayList<>(history);
            for (int i = history.size() / 2; i < history.size(); i++) {
                Event event = history.get(i);
                if (event.call() instanceof Call.Read && !event.outcome().equals(UNKNOWN)) {
                    falsified.set(i, new Event(event.call(), ok(-77L), event.begin(), event.end()));
                    break;
                }
            }
            assertThat(falsified).isNotEqualTo(history);
            assertThat(Linearizability.holds(falsified)).as("seed %d", seed).isFalse();
        }
    }

    private static List<Event> happened(SplittableRandom random) {
        List<Event> history = new ArrayList<>();
        Long value = null;
        for (int at = 10; at < 3_000; at += 10) {
            Call call = switch (random.nextInt(4)) {
                case 0 -> new Call.Put(random.nextInt(5));
                case 1 -> new Call.Delete();
                case 2 -> new Call.Add(random.nextInt(1, 3));
                default -> new Call.Read();
            };
            Long before = value;
            value = switch (call) {
                case Call.Put put -> (Long) put.value();
                case Call.Add add -> (Long) ((before == null ? 0 : before) + add.value());
                case Call.Delete delete -> null;
                case Call.Read read -> before;
                case Call.CompareAndSet swap -> throw new IllegalStateException();
            };
            Outcome outcome = ok(call instanceof Call.Add ? value : call instanceof Call.Put ? null : before);
            boolean lost = random.nextInt(20) == 0;
            history.add(new Event(
                    call,
                    lost ? UNKNOWN : outcome,
                    at - random.nextInt(25),
                    lost ? Long.MAX_VALUE : at + random.nextInt(1, 25)));
        }
        return history;
    }

    private static boolean holds(Event... events) {
        return Linearizability.holds(List.of(events));
    }

    private static Outcome ok(@Nullable Long value) {
        return new Outcome.Ok(value);
    }

    private static Event put(long value, long begin, long end) {
        return new Event(new Call.Put(value), ok(null), begin, end);
    }

    private static Event read(@Nullable Long value, long begin, long end) {
        return new Event(new Call.Read(), ok(value), begin, end);
    }

    private static Event delete(@Nullable Long value, long begin, long end) {
        return new Event(new Call.Delete(), ok(value), begin, end);
    }

    private static Event add(long value, long sum, long begin, long end) {
        return new Event(new Call.Add(value), ok(sum), begin, end);
    }

    private static Event swap(@Nullable Long expected, long value, Outcome outcome, long begin, long end) {
        return new Event(new Call.CompareAndSet(expected, value), outcome, begin, end);
    }
}
