package io.penstock.streams.sns;

import io.penstock.streams.filter.TopicFilters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private final Map<String, SubscriptionSpec> subscriptions = new LinkedHashMap<>();
    private volatile List<SubscriptionSpec> all = List.of();
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
        all = List.copyOf(subscriptions.values());
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

    /** The confirmed subscriptions that take a message. */
    List<SubscriptionSpec> taking(Publication publication) {
        TopicFilters policies = filters;
        Map<String, Set<String>> accepting = new HashMap<>();
        List<SubscriptionSpec> taking = new ArrayList<>();
        for (SubscriptionSpec subscription : all) {
            boolean takes = subscription.confirmed()
                    && (subscription.policy() == null
                            || accepting
                                    .computeIfAbsent(
                                            subscription.protocol(),
                                            protocol -> policies.accepting(publication.filtered(protocol)))
                                    .contains(subscription.rule()));
            if (takes) {
                taking.add(subscription);
            }
        }
        return taking;
    }
}
