package io.penstock.streams.filter;

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
 * All filter policies of a topic. One pass over a message finds those it satisfies.
 *
 * <p>Thread-safe: a message is held against the policies as they are at one moment. Any number of threads match at a time. A policy that is added waits for
 * them, and they for it, so that none sees half of it. When one is replaced or removed, the automata are made anew, beside those that match: while
 * rules are deleted from an automaton it misses matches of others, and afterwards it goes on to match some of the deleted ones.
 *
 * <p>Memory: one automaton for each scope; policies with equal conditions share its states.
 */
public final class TopicFilters {

    /**
     * Elements of lists that a body may have to be held against policies. Time grows with the square of a list's length: so many take 40 ms, and the longest
     * message ten seconds, which all other messages of all topics would wait for.
     */
    public static final int MAXIMUM_ELEMENTS = 4_000;

    /** The automata of one time; the set holds the subscriptions whose policy is empty. */
    private record Automata(Machine onAttributes, Machine onBodies, Set<String> acceptingAll) {

        static Automata empty() {
            return new Automata(Machine.builder().build(), Machine.builder().build(), new HashSet<>());
        }

        void add(String subscription, FilterPolicy policy) {
            if (policy.acceptsAll()) {
                acceptingAll.add(subscription);
            }
            Machine machine = switch (policy.scope()) {
                case MESSAGE_ATTRIBUTES -> onAttributes;
                case MESSAGE_BODY -> onBodies;
            };
            policy.rules().forEach(rule -> machine.addPatternRule(subscription, rule));
        }

        Set<String> accepting(PublishedMessage message) {
            Set<String> accepting = new HashSet<>(acceptingAll);
            if (!onAttributes.isEmpty()) {
                AttributeEvent.of(message.attributes())
                        .ifPresent(event -> accepting.addAll(onAttributes.rulesForJSONEvent(event)));
            }
            if (!onBodies.isEmpty()) {
                Json.parse(message.body())
                        .filter(event -> event.isObject() && elements(event) <= MAXIMUM_ELEMENTS)
                        .ifPresent(event -> accepting.addAll(onBodies.rulesForJSONEvent(event)));
            }
            return accepting;
        }
    }

    private final Map<String, FilterPolicy> policies = new HashMap<>();
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private volatile Automata automata = Automata.empty();

    /** Sets the policy of a subscription, in place of the one that it had. */
    public synchronized void put(String subscription, FilterPolicy policy) {
        if (policies.put(subscription, policy) == null) {
            add(subscription, policy);
        } else {
            renew();
        }
    }

    /** Forgets a subscription; one that is not there is forgotten already. */
    public synchronized void remove(String subscription) {
        if (policies.remove(subscription) != null) {
            renew();
        }
    }

    private void add(String subscription, FilterPolicy policy) {
        Lock changing = lock.writeLock();
        changing.lock();
        try {
            automata.add(subscription, policy);
        } finally {
            changing.unlock();
        }
    }

    private void renew() {
        Automata renewed = Automata.empty();
        policies.forEach(renewed::add);
        automata = renewed;
    }

    /** Whether a body has more elements in lists, {@link #MAXIMUM_ELEMENTS}, than are held against policies. */
    public static boolean isTooLong(String body) {
        // Each element needs two characters at least.
        return body.length() > 2 * MAXIMUM_ELEMENTS
                && Json.parse(body)
                        .filter(event -> elements(event) > MAXIMUM_ELEMENTS)
                        .isPresent();
    }

    private static int elements(JsonNode node) {
        int count = node.isArray() ? node.size() : 0;
        for (JsonNode child : node) {
            count += elements(child);
        }
        return count;
    }

    /**
     * The subscriptions with a policy that takes this message. A body that is no JSON object, or {@linkplain #isTooLong too long}, satisfies no policy on bodies but
     * the empty one.
     */
    public Set<String> accepting(PublishedMessage message) {
        Lock matching = lock.readLock();
        matching.lock();
        try {
            return automata.accepting(message);
        } finally {
            matching.unlock();
        }
    }
}
