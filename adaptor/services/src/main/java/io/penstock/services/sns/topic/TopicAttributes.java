package io.penstock.services.sns.topic;

import io.penstock.services.sns.rules.SnsFaults;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Attributes of topics: which can be set, to what, and what they are without.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html">SetTopicAttributes</a>
 */
public final class TopicAttributes {

    static final String POLICY = "Policy";

    private static final String DISPLAY_NAME = "DisplayName";
    private static final String SIGNATURE_VERSION = "SignatureVersion";
    private static final String TRACING = "TracingConfig";
    private static final String FIFO = "FifoTopic";
    private static final int DISPLAY_NAME_LENGTH = 100;

    /** What AWS has and is not here: accepted, it would be kept and ignored. */
    private static final Set<String> UNAVAILABLE = Set.of(
            "ArchivePolicy",
            "ContentBasedDeduplication",
            "DataProtectionPolicy",
            "FifoThroughputScope",
            "KmsMasterKeyId");

    private static final Set<String> FEEDBACK =
            Set.of("SuccessFeedbackRoleArn", "SuccessFeedbackSampleRate", "FailureFeedbackRoleArn");

    private TopicAttributes() {}

    /** Checks what CreateTopic was given. */
    public static SortedMap<String, String> check(Map<String, String> given) {
        SortedMap<String, String> checked = new TreeMap<>();
        given.forEach((name, value) -> {
            if (name.equals(FIFO)) {
                if (!value.equals("false")) {
                    throw SnsFaults.invalid("Attributes Reason: FIFO topics are not available here");
                }
            } else if (!value.isEmpty()) {
                checked.put(name, check(name, value, "Attributes Reason: "));
            }
        });
        return checked;
    }

    /** Checks what SetTopicAttributes was given; an empty value sets back to the default. */
    public static String check(String name, String value) {
        return check(name, value, "");
    }

    private static String check(String name, String value, String where) {
        switch (name) {
            case DISPLAY_NAME -> require(value.length() <= DISPLAY_NAME_LENGTH, where + "DisplayName");
            case SIGNATURE_VERSION ->
                require(value.isEmpty() || value.equals("1") || value.equals("2"), where + "SignatureVersion");
            case TRACING ->
                require(
                        value.isEmpty() || value.equals("PassThrough"),
                        where + "TracingConfig Reason: only PassThrough is available here");
            case POLICY -> require(value.isEmpty() || TopicPolicy.isValid(value), "Policy Error: null");
            case DeliveryPolicy.NAME -> {
                if (!value.isEmpty()) {
                    DeliveryPolicy.topic(value, where);
                }
            }
            default -> {
                boolean known = UNAVAILABLE.contains(name) || FEEDBACK.stream().anyMatch(name::endsWith);
                throw SnsFaults.invalid(
                        known
                                ? where + name + " Reason: this attribute is not available here"
                                : where + "AttributeName");
            }
        }
        return value;
    }

    private static void require(boolean good, String text) {
        if (!good) {
            throw SnsFaults.invalid(text);
        }
    }

    /** The value of an attribute that can be set, its default if it was never set. */
    static String value(TopicDefinition topic, String name) {
        String set = topic.attributes().get(name);
        return set != null ? set : defaults(topic).getOrDefault(name, "");
    }

    private static Map<String, String> defaults(TopicDefinition topic) {
        return Map.of(
                DISPLAY_NAME, "", POLICY, TopicPolicy.initial(topic), SIGNATURE_VERSION, "1", TRACING, "PassThrough");
    }

    /** What GetTopicAttributes answers. */
    public static SortedMap<String, String> all(TopicReply.Known known) {
        TopicDefinition topic = known.topic();
        SortedMap<String, String> all = new TreeMap<>(topic.attributes());
        all.put("TopicArn", topic.arn());
        all.put("Owner", topic.owner());
        all.put("SubscriptionsConfirmed", Integer.toString(known.confirmed()));
        all.put("SubscriptionsPending", Integer.toString(known.pending()));
        all.put("SubscriptionsDeleted", Integer.toString(known.deleted()));
        all.put("EffectiveDeliveryPolicy", DeliveryPolicy.effective(topic.http()));
        all.put(POLICY, value(topic, POLICY));
        all.put(DISPLAY_NAME, value(topic, DISPLAY_NAME));
        return all;
    }
}
