package io.penstock.services.sns.topic;

import java.util.SortedMap;

/**
 * A topic, as it is kept and as every node knows it.
 *
 * @param id drawn anew for each creation, so that nothing published to a deleted topic reaches its successor
 * @param attributes as they were set, checked; what is not set has its default
 * @param bodyFilters subscriptions with a filter policy on bodies
 */
public record TopicDefinition(
        String arn,
        String id,
        String owner,
        SortedMap<String, String> attributes,
        SortedMap<String, String> tags,
        int bodyFilters) {

    TopicDefinition withAttributes(SortedMap<String, String> changed) {
        return new TopicDefinition(arn, id, owner, changed, tags, bodyFilters);
    }

    TopicDefinition withTags(SortedMap<String, String> changed) {
        return new TopicDefinition(arn, id, owner, attributes, changed, bodyFilters);
    }

    TopicDefinition withBodyFilters(int count) {
        return new TopicDefinition(arn, id, owner, attributes, tags, count);
    }
}
