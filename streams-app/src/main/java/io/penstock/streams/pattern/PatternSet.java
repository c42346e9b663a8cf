package io.penstock.streams.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import software.amazon.event.ruler.Machine;

/**
 * Patterns in one automaton: one pass over an event finds those that take it. Thread-safe.
 *
 * <p>A pattern that is removed stays in the automaton and is not asked for; the automaton is made anew when there are more such than living ones. Deleting from an
 * automaton of event-ruler does not do: it misses matches meanwhile and finds deleted rules afterwards.
 */
public final class PatternSet {

    /** As many dead patterns are always borne. */
    private static final int BORNE = 200;

    private final Map<String, EventPattern> living = new HashMap<>();
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private Machine machine = Machine.builder().build();
    private int dead;

    /** Adds a pattern under a name that has never been used for another. */
    public void add(String name, EventPattern pattern) {
        Lock changing = lock.writeLock();
        changing.lock();
        try {
            living.put(name, pattern);
            addTo(machine, name, pattern);
        } finally {
            changing.unlock();
        }
    }

    private static void addTo(Machine machine, String name, EventPattern pattern) {
        pattern.alternatives().forEach(alternative -> machine.addPatternRule(name, alternative));
    }

    /** Forgets a pattern; one that is not there is forgotten already. */
    public void remove(String name) {
        Lock changing = lock.writeLock();
        changing.lock();
        try {
            if (living.remove(name) == null) {
                return;
            }
            dead++;
            if (dead > Math.max(BORNE, living.size())) {
                Machine renewed = Machine.builder().build();
                living.forEach((each, pattern) -> addTo(renewed, each, pattern));
                machine = renewed;
                dead = 0;
            }
        } finally {
            changing.unlock();
        }
    }

    /** The names of the patterns that take an event. */
    public Set<String> matching(JsonNode event) {
        Lock matching = lock.readLock();
        matching.lock();
        try {
            if (living.isEmpty()) {
                return Set.of();
            }
            Set<String> found = new HashSet<>(machine.rulesForJSONEvent(event));
            found.retainAll(living.keySet());
            return found;
        } finally {
            matching.unlock();
        }
    }
}
