package io.penstock.services.sns.topic;

import io.penstock.services.sns.topic.Subscription.Consent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that is known of one topic name, across creations. Changed in place by {@link TopicMachine#evolve}; its fields are what a snapshot holds. */
final class TopicState {

    /** As many can be restored at once. */
    private static final int DEACTIVATED = 100;

    long version;

    @Nullable
    TopicDefinition topic;

    /** The log of the FIFO topic that was deleted last, which may have to be deleted still. */
    @Nullable
    FifoLog doomed;

    final SortedMap<String, Subscription> subscriptions = new TreeMap<>();

    /** Subscriptions that can be restored, by token. Those whose time is over go with the next one. */
    final Map<String, Subscription> deactivated = new LinkedHashMap<>();

    /** When the first endpoint that has not consented has had its time, in milliseconds of the epoch; 0 when none has to. */
    long expiry;

    /** Of the topic that exists. */
    int unsubscribed;

    TopicState() {}

    TopicDefinition required() {
        TopicDefinition found = topic;
        if (found == null) {
            throw new IllegalStateException("no topic at version " + version);
        }
        return found;
    }

    void deactivate(Subscription subscription) {
        Consent consent = subscription.consent();
        if (consent == null) {
            throw new IllegalStateException("nobody was asked for a consent to " + subscription.arn());
        }
        deactivated
                .values()
                .removeIf(each -> each.consent() != null
                        && each.consent().until() <= consent.until() - SubscriptionDecisions.TOKEN_MILLIS);
        if (deactivated.size() >= DEACTIVATED) {
            deactivated.remove(deactivated.keySet().iterator().next());
        }
        deactivated.put(consent.token(), subscription);
    }

    void subscriptionsChanged() {
        expiry = subscriptions.values().stream()
                .filter(Subscription::isPending)
                .flatMap(each -> Stream.ofNullable(each.consent()))
                .mapToLong(Consent::until)
                .min()
                .orElse(0);
        TopicDefinition found = topic;
        if (found != null) {
            topic = found.withBodyFilters((int) subscriptions.values().stream()
                    .filter(Subscription::isFilteredByBody)
                    .count());
        }
    }
}
