package io.penstock.clients;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What callers asked of numbers kept under keys, and what they were told, with the order of beginnings and ends. A key's number is absent at first.
 * Thread-safe.
 */
final class History {

    /** What a caller asks. */
    sealed interface Call {

        /** Sets it whatever was there. */
        record Put(long value) implements Call {}

        /** Removes it; answers what was there, or null. */
        record Delete() implements Call {}

        /** Sets it if it has the expected value, null for none; answers whether it did. */
        record CompareAndSet(@Nullable Long expected, long value) implements Call {}

        /** Adds to it, to nothing as to 0; answers the sum. */
        record Add(long value) implements Call {}

        /** Answers what is there, or null. */
        record Read() implements Call {}
    }

    /** What a caller was told. */
    sealed interface Outcome {

        /** It happened, and this was the answer. */
        record Ok(@Nullable Long value) implements Outcome {}

        /** Its condition did not hold. */
        record Refused() implements Outcome {}

        /** Nothing: it happened, will happen, or never does. */
        record Unknown() implements Outcome {}

        /** It did not reach a server; nothing is kept of it. */
        record NotSent() implements Outcome {}
    }

    /**
     * @param begin before the call was sent; times of all callers are in one order
     * @param end after its answer came; {@link Long#MAX_VALUE} when none came
     */
    record Event(Call call, Outcome outcome, long begin, long end) {}

    private final AtomicLong clock = new AtomicLong();
    private final Map<String, ConcurrentLinkedQueue<Event>> events = new ConcurrentHashMap<>();

    /** Makes a call and keeps what came of it. */
    Outcome record(String key, Call call, Supplier<Outcome> made) {
        long begin = clock.incrementAndGet();
        Outcome outcome = made.get();
        if (!(outcome instanceof Outcome.NotSent)) {
            long end = outcome instanceof Outcome.Unknown ? Long.MAX_VALUE : clock.incrementAndGet();
            events.computeIfAbsent(key, none -> new ConcurrentLinkedQueue<>())
                    .add(new Event(call, outcome, begin, end));
        }
        return outcome;
    }

    /** Of each key, in no order. */
    Map<String, List<Event>> events() {
        Map<String, List<Event>> copy = new ConcurrentHashMap<>();
        events.forEach((key, those) -> copy.put(key, new ArrayList<>(those)));
        return copy;
    }

    /** Answered calls of all keys. */
    long known() {
        return events.values().stream()
                .flatMap(Collection::stream)
                .filter(event -> !(event.outcome() instanceof Outcome.Unknown))
                .count();
    }
}
