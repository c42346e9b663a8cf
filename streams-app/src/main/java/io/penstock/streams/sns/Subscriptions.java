package io.penstock.streams.sns;

import io.penstock.streams.runtime.Definition;
import io.penstock.streams.runtime.Definitions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All topics and subscriptions of the catalog. Thread-safe. */
final class Subscriptions {

    /** What of the catalog is needed. */
    static final Set<String> KINDS = Set.of(TopicSpec.KIND, SubscriptionSpec.KIND);

    private final Definitions definitions;
    private final Map<String, TopicSpec> topics = new ConcurrentHashMap<>();
    private final Map<String, TopicIndex> indexes = new ConcurrentHashMap<>();

    Subscriptions(Definitions definitions) {
        this.definitions = definitions;
        definitions.watch(TopicSpec.KIND, this::topicChanged);
        definitions.watch(SubscriptionSpec.KIND, this::subscriptionChanged);
    }

    private void topicChanged(Definition definition) {
        if (definition.isDeleted()) {
            topics.remove(definition.key());
            indexes.remove(definition.key());
        } else {
            topics.put(definition.key(), TopicSpec.parse(definition));
        }
    }

    private void subscriptionChanged(Definition definition) {
        String topic = SubscriptionSpec.topicOf(definition.key());
        if (!definition.isDeleted()) {
            SubscriptionSpec subscription = SubscriptionSpec.parse(definition);
            indexes.computeIfAbsent(topic, arn -> new TopicIndex()).put(subscription);
            return;
        }
        TopicIndex index = indexes.get(topic);
        if (index != null) {
            index.remove(definition.key());
        }
    }

    /**
     * The topic, as the publisher knew it or later; empty when it is gone.
     *
     * @param version of the topic's definitions that the publisher knew; 0 for any
     * @param age of the publication, in milliseconds
     * @throws IllegalStateException when the definitions do not come: the record must be processed again
     */
    Optional<TopicSpec> topic(String arn, long version, long age) throws InterruptedException {
        return definitions.known(TopicSpec.KIND, arn, version, age).map(known -> topics.get(arn));
    }

    TopicIndex of(TopicSpec topic) {
        return indexes.computeIfAbsent(topic.arn(), arn -> new TopicIndex());
    }
}
