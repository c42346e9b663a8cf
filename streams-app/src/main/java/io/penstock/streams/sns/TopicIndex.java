package io.penstock.streams.sns;

import io.penstock.streams.filter.TopicFilters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one topic and their policies. Thread-safe.
 *
 * <p>Automata are slow to make anew, so a policy that is replaced or gone stays in them under a name that nobody asks for, until there are more of those than of
 * living ones. A change therefore costs what adding a policy costs.
 */
final class TopicIndex {

    /** As many dead policies are always borne. */
    private static final int BORNE = 200;

    /**
     * The confirmed subscriptions, as messages ask for them: finding those that take a message costs by their number, not by that of all.
     *
     * @param open without a policy
     * @param byRule those with a policy
     * @param protocols of those with a policy
     */
    private record View(List<SubscriptionSpec> open, Map<String, SubscriptionSpec> byRule, Set<String> protocols) {

        static View of(Collection<SubscriptionSpec> subscriptions) {
            List<SubscriptionSpec> open = new ArrayList<>();
            Map<String, SubscriptionSpec> byRule = new HashMap<>();
            Set<String> protocols = new TreeSet<>();
            for (SubscriptionSpec subscription : subscriptions) {
                if (subscription.confirmed() && subscription.policy() == null) {
                    open.add(subscription);
                } else if (subscription.confirmed()) {
                    byRule.put(subscription.rule(), subscription);
                    protocols.add(subscription.protocol());
                }
            }
            return new View(open, byRule, protocols);
        }
    }

    private final Map<String, SubscriptionSpec> subscriptions = new LinkedHashMap<>();

    /** Made when it is asked for after a change: many changes come one after another. */
    private volatile @Nullable View view;

    private volatile TopicFilters filters = new TopicFilters();
    private int dead;

    synchronized void put(SubscriptionSpec subscription) {
        if (subscription.policy() != null) {
            filters.put(subscription.rule(), subscription.policy());
        }
        SubscriptionSpec before = subscriptions.put(subscription.arn(), subscription);
        changed(before);
    }

    synchronized void remove(String arn) {
        changed(subscriptions.remove(arn));
    }

    private void changed(@Nullable SubscriptionSpec before) {
        view = null;
        if (before == null || before.policy() == null) {
            return;
        }
        dead++;
        if (dead > Math.max(BORNE, subscriptions.size())) {
            TopicFilters renewed = new TopicFilters();
            subscriptions.values().forEach(living -> {
                if (living.policy() != null) {
                    renewed.put(living.rule(), living.policy());
                }
            });
            filters = renewed;
            dead = 0;
        }
    }

    private View view() {
        View known = view;
        return known == null ? renewView() : known;
    }

    private synchronized View renewView() {
        View renewed = View.of(subscriptions.values());
        view = renewed;
        return renewed;
    }

    /** The confirmed subscriptions that take a message. */
    List<SubscriptionSpec> taking(Publication publication) {
        // In this order: a policy is in the automaton before its subscription is in the view.
        TopicFilters policies = filters;
        View now = view();
        List<SubscriptionSpec> taking = new ArrayList<>(now.open());
        for (String protocol : now.protocols()) {
            for (String rule : policies.accepting(publication.filtered(protocol))) {
                SubscriptionSpec subscription = now.byRule().get(rule);
                if (subscription != null && subscription.protocol().equals(protocol)) {
                    taking.add(subscription);
                }
            }
        }
        return taking;
    }
}
