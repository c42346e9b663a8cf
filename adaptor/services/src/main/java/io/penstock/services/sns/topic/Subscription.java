package io.penstock.services.sns.topic;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A subscription, as it is kept and as every node knows it.
 *
 * @param attributes as they were set, checked; what is not set has its default
 * @param version of the topic's aggregate at which it changed last
 * @param consent of an endpoint outside; null where none is needed
 * @param http what its DeliveryPolicy says; null when it has none
 */
public record Subscription(
        String arn,
        String protocol,
        String endpoint,
        String owner,
        boolean confirmed,
        SortedMap<String, String> attributes,
        long version,
        @Nullable Consent consent,
        @Nullable HttpPolicy http) {

    /**
     * What an endpoint has said to its being subscribed.
     *
     * @param token by which it says yes
     * @param until when it can, in milliseconds of the epoch
     * @param authenticated whether somebody known said it
     * @param guarded whether only somebody known may unsubscribe
     */
    public record Consent(String token, long until, boolean authenticated, boolean guarded) {}

    /** A subscription that is there from the start, or waits for a consent. */
    static Subscription made(TopicCommand.Subscribe command, String arn, long version, @Nullable Consent consent) {
        return new Subscription(
                arn,
                command.protocol(),
                command.endpoint(),
                command.owner(),
                consent == null,
                new TreeMap<>(command.attributes()),
                version,
                consent,
                DeliveryPolicy.ofSubscription(command.attributes()));
    }

    Subscription with(SortedMap<String, String> changed, long atVersion) {
        HttpPolicy policy = DeliveryPolicy.ofSubscription(changed);
        return new Subscription(arn, protocol, endpoint, owner, confirmed, changed, atVersion, consent, policy);
    }

    Subscription with(boolean isConfirmed, Consent changed, long atVersion) {
        return new Subscription(arn, protocol, endpoint, owner, isConfirmed, attributes, atVersion, changed, http);
    }

    /** Whether it waits for the consent of its endpoint. */
    public boolean isPending() {
        return !confirmed;
    }

    /** Whether only somebody known may unsubscribe it. */
    public boolean isGuarded() {
        return consent != null && consent.guarded();
    }

    /** Whether a protocol delivers to URLs. */
    static boolean isHttp(String protocol) {
        return protocol.equals("http") || protocol.equals("https");
    }

    /** Whether a protocol delivers to mailboxes. */
    public static boolean isMail(String protocol) {
        return protocol.equals("email") || protocol.equals("email-json");
    }

    /** Whether a protocol delivers to endpoints outside, which have to consent. */
    public static boolean isOutside(String protocol) {
        return isHttp(protocol) || isMail(protocol);
    }

    /** The endpoint as callers see it: without a password. */
    public String shownEndpoint() {
        return isHttp(protocol) ? endpoint.replaceFirst("^(https?://[^/@:]*):[^/@]*@", "$1:****@") : endpoint;
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
