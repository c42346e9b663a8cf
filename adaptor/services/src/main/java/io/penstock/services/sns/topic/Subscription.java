package io.penstock.services.sns.topic;

import java.util.SortedMap;

/**
 * A subscription, as it is kept and as every node knows it.
 *
 * @param attributes as they were set, checked; what is not set has its default
 * @param version of the topic's aggregate at which it changed last
 */
public record Subscription(
        String arn,
        String protocol,
        String endpoint,
        String owner,
        boolean confirmed,
        SortedMap<String, String> attributes,
        long version) {

    Subscription with(SortedMap<String, String> changed, long atVersion) {
        return new Subscription(arn, protocol, endpoint, owner, confirmed, changed, atVersion);
    }

    /** The ARN of the topic. */
    public String topicArn() {
        return arn.substring(0, arn.lastIndexOf(':'));
    }

    /** Whether it has a filter policy. */
    public boolean isFiltered() {
        return attributes.containsKey(SubscriptionAttributes.FILTER_POLICY);
    }

    boolean isFilteredByBody() {
        return isFiltered()
                && SubscriptionAttributes.BODY.equals(attributes.get(SubscriptionAttributes.FILTER_POLICY_SCOPE));
    }
}
