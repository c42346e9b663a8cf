package io.penstock.clients;

import io.penstock.clients.History.Call;
import io.penstock.clients.History.Event;
import io.penstock.clients.History.Outcome;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says whether one key's history could have happened one call after another, each somewhere between its beginning and its end: the search of Wing and
 * Gong with Lowe's memory of what was tried. A call without an answer may have happened at any time after its beginning, or never.
 *
 * @see <a href="https://www.cs.cmu.edu/~wing/publications/WingGong93.pdf">Testing and Verifying Concurrent Objects</a>
 */
final class Linearizability {

    /** What was placed in the order so far, and what is there then. */
    private record Tried(BitSet placed, @Nullable Long value) {}

    private final List<Event> events;
    private final BitSet placed = new BitSet();
    private final Set<Tried> tried = new HashSet<>();
    private int answered;

    private Linearizability(List<Event> events) {
        this.events = events;
        this.answered =
                (int) events.stream().filter(Linearizability::isAnswered).count();
    }

    static boolean holds(List<Event> history) {
        List<Event> byBegin = history.stream()
                .filter(event -> isAnswered(event) || !(event.call() instanceof Call.Read))
                .sorted(Comparator.comparingLong(Event::begin))
                .toList();
        return new Linearizability(byBegin).search(null);
    }

    private static boolean isAnswered(Event event) {
        return !(event.outcome() instanceof Outcome.Unknown);
    }

    private record Frame(
            int event, @Nullable Long before, @Nullable Long after) {}

    /** Depth first with a stack of its own, for histories are long. */
    private boolean search(@Nullable Long initially) {
        Deque<Frame> path = new ArrayDeque<>();
        Long value = initially;
        int from = 0;
        while (answered > 0) {
            Optional<Frame> next = next(from, value);
            if (next.isPresent()) {
                Frame frame = next.get();
                path.push(frame);
                place(frame.event());
                value = frame.after();
                from = 0;
            } else if (path.isEmpty()) {
                return false;
            } else {
                Frame undone = path.pop();
                placed.clear(undone.event());
                answered += isAnswered(events.get(undone.event())) ? 1 : 0;
                value = undone.before();
                from = undone.event() + 1;
            }
        }
        return true;
    }

    private void place(int event) {
        placed.set(event);
        answered -= isAnswered(events.get(event)) ? 1 : 0;
    }

    /** The first from there on that began before all that are not placed have ended, fits, and leads to what was not tried. */
    private Optional<Frame> next(int from, @Nullable Long value) {
        long firstEnd = Long.MAX_VALUE;
        for (int i = placed.nextClearBit(0); i < events.size(); i = placed.nextClearBit(i + 1)) {
            Event event = events.get(i);
            if (event.begin() > firstEnd) {
                break;
            }
            firstEnd = Math.min(firstEnd, event.end());
            Long after = after(event.call(), value);
            if (i >= from && fits(event, value) && isNew(i, after)) {
                return Optional.of(new Frame(i, value, after));
            }
        }
        return Optional.empty();
    }

    private boolean isNew(int event, @Nullable Long after) {
        BitSet with = (BitSet) placed.clone();
        with.set(event);
        return tried.add(new Tried(with, after));
    }

    private static boolean fits(Event event, @Nullable Long value) {
        return switch (event.outcome()) {
            case Outcome.Unknown() -> true;
            case Outcome.NotSent() -> throw new IllegalStateException("not a part of a history: " + event);
            case Outcome.Refused() ->
                event.call() instanceof Call.CompareAndSet swap && !Objects.equals(swap.expected(), value);
            case Outcome.Ok(Long answer) ->
                switch (event.call()) {
                    case Call.Put put -> true;
                    case Call.CompareAndSet swap -> Objects.equals(swap.expected(), value);
                    case Call.Delete delete -> Objects.equals(answer, value);
                    case Call.Read read -> Objects.equals(answer, value);
                    case Call.Add add -> Objects.equals(answer, after(add, value));
                };
        };
    }

    private static @Nullable Long after(Call call, @Nullable Long value) {
        return switch (call) {
            case Call.Put put -> put.value();
            case Call.Delete delete -> null;
            case Call.CompareAndSet swap -> Objects.equals(swap.expected(), value) ? (Long) swap.value() : value;
            case Call.Add add -> (value == null ? 0 : value) + add.value();
            case Call.Read read -> value;
        };
    }
}
