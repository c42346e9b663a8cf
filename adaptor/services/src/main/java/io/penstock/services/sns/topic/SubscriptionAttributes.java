package io.penstock.services.sns.topic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.kernel.name.Arn;
import io.penstock.services.sns.rules.SnsFaults;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Attributes of subscriptions: which can be set, to what, and what they are without. Filter policies themselves are checked where their scope is known.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html">SetSubscriptionAttributes</a>
 */
public final class SubscriptionAttributes {

    static final String FILTER_POLICY = "FilterPolicy";
    static final String FILTER_POLICY_SCOPE = "FilterPolicyScope";
    static final String ATTRIBUTES = "MessageAttributes";
    static final String BODY = "MessageBody";

    static final String RAW = "RawMessageDelivery";
    private static final String REDRIVE = "RedrivePolicy";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Attributes that are JSON, beside FilterPolicy. */
    private static final Set<String> DOCUMENTS = Set.of(REDRIVE, DeliveryPolicy.NAME, ReplayPolicy.NAME);

    /** What AWS has and is not here: accepted, it would be kept and ignored. */
    private static final Set<String> UNAVAILABLE = Set.of("SubscriptionRoleArn");

    private SubscriptionAttributes() {}

    /**
     * What the attributes are for.
     *
     * @param topic the ARN
     * @param endpoint of the subscription
     */
    public record Target(String topic, String endpoint) {

        boolean isFifoTopic() {
            return FifoLog.isFifo(topic);
        }

        boolean isFifoQueue() {
            return FifoLog.isFifo(endpoint);
        }
    }

    /** Checks what Subscribe was given. */
    public static SortedMap<String, String> check(Map<String, String> given, Target target) {
        SortedMap<String, String> checked = new TreeMap<>();
        given.forEach((name, value) -> {
            String text = check(name, value, target, "Attributes Reason: ");
            if (!text.isEmpty()) {
                checked.put(name, text);
            }
        });
        return checked;
    }

    /**
     * Checks what SetSubscriptionAttributes was given; an empty value sets back to the default, as the filter policy {@code {}} does.
     *
     * @see <a href="https://docs.aws.amazon.com/cli/latest/reference/sns/set-subscription-attributes.html">set-subscription-attributes, examples</a>
     */
    public static String check(String name, String value, Target target) {
        return check(name, value, target, "");
    }

    private static String check(String name, String value, Target target, String where) {
        if (DOCUMENTS.contains(name) && !value.isEmpty() && !JsonDocuments.isObject(value)) {
            throw SnsFaults.invalid(where + name + ": failed to parse JSON.");
        }
        return switch (name) {
            case FILTER_POLICY -> JsonDocuments.isEmptyObject(value) ? "" : value;
            case FILTER_POLICY_SCOPE -> {
                if (!value.equals(ATTRIBUTES) && !value.equals(BODY)) {
                    throw SnsFaults.invalid(where + "FilterPolicyScope: Invalid value [" + value
                            + "]. Please use either MessageBody or MessageAttributes");
                }
                yield value;
            }
            case RAW -> {
                String flag = value.toLowerCase(Locale.ROOT);
                if (!flag.equals("true") && !flag.equals("false")) {
                    throw SnsFaults.invalid(
                            where + "RawMessageDelivery: Invalid value [" + value + "]. Must be true or false.");
                }
                yield flag;
            }
            case REDRIVE -> redrive(value, target, where);
            case ReplayPolicy.NAME -> replay(value, target, where);
            case DeliveryPolicy.NAME -> {
                if (!value.isEmpty()) {
                    DeliveryPolicy.subscription(value, where);
                }
                yield value;
            }
            default -> {
                if (UNAVAILABLE.contains(name)) {
                    throw SnsFaults.invalid(where + name + " Reason: this attribute is not available here");
                }
                throw SnsFaults.invalid(where + "AttributeName");
            }
        };
    }

    private static String replay(String value, Target target, String where) {
        if (!target.isFifoTopic()) {
            throw SnsFaults.invalid(where + "ReplayPolicy: only subscriptions to FIFO topics have one");
        }
        if (ReplayPolicy.isNone(value)) {
            return "";
        }
        ReplayPolicy.parse(value, where);
        return value;
    }

    private static String redrive(String value, Target target, String where) {
        if (value.isEmpty()) {
            return value;
        }
        String arn;
        try {
            arn = JSON.readTree(value).path("deadLetterTargetArn").asText("");
        } catch (JsonProcessingException e) {
            throw SnsFaults.invalid(where + "RedrivePolicy: failed to parse JSON.");
        }
        Arn queue = Arn.parse(arn)
                .filter(parsed -> parsed.service().equals("sqs"))
                .orElseThrow(() -> SnsFaults.invalid(where + "RedrivePolicy: deadLetterTargetArn is an invalid arn"));
        boolean fifo = FifoLog.isFifo(queue.resource());
        if (target.isFifoQueue() && !fifo) {
            throw SnsFaults.invalid(
                    where + "RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.");
        }
        if (fifo && !target.isFifoTopic()) {
            throw SnsFaults.invalid(
                    where + "RedrivePolicy: must use a standard queue as DLQ for a subscription to a standard topic");
        }
        return value;
    }

    /** The value of an attribute, its default if it was never set. */
    static String value(Subscription subscription, String name) {
        String set = subscription.attributes().get(name);
        if (set != null) {
            return set;
        }
        return switch (name) {
            case RAW -> "false";
            case FILTER_POLICY_SCOPE -> ATTRIBUTES;
            default -> "";
        };
    }

    /**
     * What GetSubscriptionAttributes answers.
     *
     * @param topic of the subscription
     */
    public static SortedMap<String, String> all(Subscription subscription, TopicDefinition topic) {
        SortedMap<String, String> all = new TreeMap<>(subscription.attributes());
        all.put("SubscriptionArn", subscription.arn());
        all.put("TopicArn", subscription.topicArn());
        all.put("Protocol", subscription.protocol());
        all.put("Endpoint", subscription.shownEndpoint());
        all.put("Owner", subscription.owner());
        all.put("PendingConfirmation", Boolean.toString(!subscription.confirmed()));
        Subscription.Consent consent = subscription.consent();
        boolean authenticated = consent == null ? subscription.confirmed() : consent.authenticated();
        all.put("ConfirmationWasAuthenticated", Boolean.toString(authenticated));
        if (Subscription.isHttp(subscription.protocol())) {
            all.put("EffectiveDeliveryPolicy", DeliveryPolicy.effective(topic.http(), subscription.http()));
        }
        all.put(
                "SubscriptionPrincipal",
                "arn:" + subscription.arn().split(":", 3)[1] + ":iam::" + subscription.owner() + ":root");
        all.put(RAW, value(subscription, RAW));
        if (subscription.isFiltered()) {
            all.put(FILTER_POLICY_SCOPE, value(subscription, FILTER_POLICY_SCOPE));
        } else {
            all.remove(FILTER_POLICY_SCOPE);
        }
        return all;
    }
}
