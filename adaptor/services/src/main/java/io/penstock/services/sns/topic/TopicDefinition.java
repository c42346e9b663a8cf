package io.penstock.services.sns.topic;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A topic, as it is kept and as every node knows it.
 *
 * @param id drawn anew for each creation, so that nothing published to a deleted topic reaches its successor
 * @param attributes as they were set, checked; what is not set has its default
 * @param bodyFilters subscriptions with a filter policy on bodies
 * @param http what its DeliveryPolicy says; null when it has none
 */
public record TopicDefinition(
        String arn,
        String id,
        String owner,
        SortedMap<String, String> attributes,
        SortedMap<String, String> tags,
        int bodyFilters,
        @Nullable HttpPolicy http) {

    /** 1 or 2. */
    public int signatureVersion() {
        return "2".equals(attributes.get("SignatureVersion")) ? 2 : 1;
    }

    TopicDefinition withAttributes(SortedMap<String, String> changed) {
        return new TopicDefinition(arn, id, owner, changed, tags, bodyFilters, DeliveryPolicy.ofTopic(changed));
    }

    TopicDefinition withTags(SortedMap<String, String> changed) {
        return new TopicDefinition(arn, id, owner, attributes, changed, bodyFilters, http);
    }

    TopicDefinition withBodyFilters(int count) {
        return new TopicDefinition(arn, id, owner, attributes, tags, count, http);
    }
}
