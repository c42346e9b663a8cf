package io.penstock.services.sns.topic;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that is known of one topic name, across creations. Changed in place by {@link TopicMachine#evolve}; its fields are what a snapshot holds. */
final class TopicState {

    long version;

    @Nullable
    TopicDefinition topic;

    final SortedMap<String, Subscription> subscriptions = new TreeMap<>();

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

    void subscriptionsChanged() {
        TopicDefinition found = topic;
        if (found != null) {
            topic = found.withBodyFilters((int) subscriptions.values().stream()
                    .filter(Subscription::isFilteredByBody)
                    .count());
        }
    }
}
