package io.penstock.streams.filter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import software.amazon.event.ruler.Machine;
import software.amazon.event.ruler.Patterns;

/**
 * All filter policies of a topic. One pass over a message finds those it satisfies.
 *
 * <p>Thread-safe: a message is held against the policies as they are at one moment. Any number of threads match at a time; a change waits for them, and
 * they for it, for a few milliseconds. The lock is needed: while the automaton alone changes, it also misses matches of policies that stay.
 *
 * <p>Memory: one automaton for each scope; policies with equal conditions share its states.
 */
public final class TopicFilters {

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Machine onAttributes = Machine.builder().build();
    private final Machine onBodies = Machine.builder().build();
    private final Map<String, FilterPolicy> policies = new HashMap<>();
    private final Set<String> acceptingAll = new HashSet<>();

    /** Sets the policy of a subscription, in place of the one that it had. */
    public void put(String subscription, FilterPolicy policy) {
        changing(() -> {
            delete(subscription);
            add(subscription, policy);
        });
    }

    /** Forgets a subscription; one that is not there is forgotten already. */
    public void remove(String subscription) {
        changing(() -> delete(subscription));
    }

    private void changing(Runnable change) {
        Lock writing = lock.writeLock();
        writing.lock();
        try {
            change.run();
        } finally {
            writing.unlock();
        }
    }

    private void add(String subscription, FilterPolicy policy) {
        policies.put(subscription, policy);
        if (policy.acceptsAll()) {
            acceptingAll.add(subscription);
        }
        for (Map<String, List<Patterns>> rule : policy.rules()) {
            machine(policy.scope()).addPatternRule(subscription, rule);
        }
    }

    private void delete(String subscription) {
        FilterPolicy policy = policies.remove(subscription);
        if (policy == null) {
            return;
        }
        acceptingAll.remove(subscription);
        for (Map<String, List<Patterns>> rule : policy.rules()) {
            machine(policy.scope()).deletePatternRule(subscription, rule);
        }
    }

    private Machine machine(FilterScope scope) {
        return switch (scope) {
            case MESSAGE_ATTRIBUTES -> onAttributes;
            case MESSAGE_BODY -> onBodies;
        };
    }

    /** The subscriptions with a policy that takes this message. A body that is no JSON object satisfies no policy on bodies but the empty one. */
    public Set<String> accepting(PublishedMessage message) {
        Lock reading = lock.readLock();
        reading.lock();
        try {
            Set<String> accepting = new HashSet<>(acceptingAll);
            if (!onAttributes.isEmpty()) {
                AttributeEvent.of(message.attributes())
                        .ifPresent(event -> accepting.addAll(onAttributes.rulesForJSONEvent(event)));
            }
            if (!onBodies.isEmpty()) {
                Json.parse(message.body())
                        .filter(JsonNode::isObject)
                        .ifPresent(event -> accepting.addAll(onBodies.rulesForJSONEvent(event)));
            }
            return accepting;
        } finally {
            reading.unlock();
        }
    }
}
