package io.penstock.streams.sns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.kernel.fault.FaultException;
import io.penstock.streams.filter.FilterFaults;
import io.penstock.streams.filter.FilterPolicy;
import io.penstock.streams.filter.FilterScope;
import io.penstock.streams.runtime.Definition;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A subscription as the service publishes it in the catalog.
 *
 * @param rule names this version of the subscription's policy
 * @param policy null takes everything
 * @param deadLetterArn of the queue for what cannot be delivered
 * @param http what it says of its own
 */
record SubscriptionSpec(
        String arn,
        String rule,
        String protocol,
        String endpoint,
        boolean confirmed,
        boolean raw,
        @Nullable FilterPolicy policy,
        @Nullable String deadLetterArn,
        HttpSpec http) {

    /** The kind of subscriptions in the catalog. */
    static final String KIND = "sns.subscription";

    private static final ObjectMapper JSON = new ObjectMapper();

    static SubscriptionSpec parse(Definition definition) {
        try {
            JsonNode subscription = JSON.readTree(definition.value());
            JsonNode attributes = subscription.path("attributes");
            return new SubscriptionSpec(
                    definition.key(),
                    definition.key() + "#" + definition.version(),
                    subscription.path("protocol").asText(),
                    subscription.path("endpoint").asText(),
                    subscription.path("confirmed").asBoolean(),
                    attributes.path("RawMessageDelivery").asText("").equals("true"),
                    policy(attributes),
                    deadLetter(attributes.path("RedrivePolicy").asText("")),
                    HttpSpec.parse(subscription));
        } catch (IOException | FaultException e) {
            throw new IllegalStateException("not a subscription: " + definition.key(), e);
        }
    }

    private static @Nullable FilterPolicy policy(JsonNode attributes) {
        String text = attributes.path("FilterPolicy").asText("");
        if (text.isEmpty()) {
            return null;
        }
        FilterScope scope =
                FilterScope.of(attributes.path("FilterPolicyScope").asText("")).orElse(FilterScope.MESSAGE_ATTRIBUTES);
        return FilterPolicy.compile(text, scope, FilterFaults.ON_SET);
    }

    private static @Nullable String deadLetter(String redrivePolicy) throws IOException {
        if (redrivePolicy.isEmpty()) {
            return null;
        }
        String arn = JSON.readTree(redrivePolicy).path("deadLetterTargetArn").asText("");
        return arn.isEmpty() ? null : arn;
    }

    boolean isHttp() {
        return protocol.equals("http") || protocol.equals("https");
    }

    boolean isMail() {
        return protocol.equals("email") || protocol.equals("email-json");
    }

    /** The ARN of the topic. */
    static String topicOf(String subscriptionArn) {
        return subscriptionArn.substring(0, subscriptionArn.lastIndexOf(':'));
    }
}
