package io.penstock.services.sns.topic;

import io.penstock.services.sns.rules.SnsFaults;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
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
    static final String CONTENT_BASED = "ContentBasedDeduplication";
    static final String THROUGHPUT_SCOPE = "FifoThroughputScope";
    static final String PER_GROUP = "MessageGroup";
    static final String ARCHIVE = "ArchivePolicy";

    /** Kept beside the policy: since when there is an archive, in milliseconds of the epoch. */
    static final String ARCHIVED_SINCE = "BeginningArchiveTime";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int DISPLAY_NAME_LENGTH = 100;

    /** What AWS has and is not here: accepted, it would be kept and ignored. */
    private static final Set<String> UNAVAILABLE = Set.of("DataProtectionPolicy", "KmsMasterKeyId");

    private static final Set<String> FEEDBACK =
            Set.of("SuccessFeedbackRoleArn", "SuccessFeedbackSampleRate", "FailureFeedbackRoleArn");

    private TopicAttributes() {}

    /** Whether CreateTopic was asked for a FIFO topic. */
    public static boolean isFifo(Map<String, String> given) {
        String value = given.getOrDefault(FIFO, "false");
        require(value.equals("true") || value.equals("false"), "Attributes Reason: FifoTopic");
        return value.equals("true");
    }

    /** Checks what CreateTopic was given. */
    public static SortedMap<String, String> check(Map<String, String> given) {
        boolean fifo = isFifo(given);
        SortedMap<String, String> checked = new TreeMap<>();
        given.forEach((name, value) -> {
            if (!name.equals(FIFO) && !value.isEmpty()) {
                checked.put(name, check(name, value, fifo, "Attributes Reason: "));
            }
        });
        return checked;
    }

    /** Checks what SetTopicAttributes was given; an empty value sets back to the default. */
    public static String check(String name, String value, boolean fifo) {
        return check(name, value, fifo, "");
    }

    private static String check(String name, String value, boolean fifo, String where) {
        switch (name) {
            case CONTENT_BASED, THROUGHPUT_SCOPE, ARCHIVE -> ofFifo(name, value, fifo, where);
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
                    require(JsonDocuments.isObject(value), where + "DeliveryPolicy: failed to parse JSON.");
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

    private static void ofFifo(String name, String value, boolean fifo, String where) {
        require(fifo, where + name + " can only be set for FIFO topics");
        switch (name) {
            case CONTENT_BASED -> require(value.equals("true") || value.equals("false"), where + name);
            case THROUGHPUT_SCOPE -> require(value.equals("Topic") || value.equals(PER_GROUP), where + name);
            default -> ArchivePolicy.check(value, where);
        }
    }

    /** What is kept when attributes are set: an archive that begins has the time, one that ends leaves nothing. */
    static SortedMap<String, String> kept(SortedMap<String, String> set, long nowMillis) {
        SortedMap<String, String> kept = new TreeMap<>(set);
        if (ArchivePolicy.days(kept.getOrDefault(ARCHIVE, "")) == 0) {
            kept.remove(ARCHIVE);
            kept.remove(ARCHIVED_SINCE);
        } else {
            kept.putIfAbsent(ARCHIVED_SINCE, Long.toString(nowMillis));
        }
        return kept;
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
                DISPLAY_NAME, "",
                POLICY, TopicPolicy.initial(topic),
                SIGNATURE_VERSION, "1",
                TRACING, "PassThrough",
                CONTENT_BASED, "false",
                THROUGHPUT_SCOPE, "Topic",
                ARCHIVE, ArchivePolicy.NONE);
    }

    /** What GetTopicAttributes answers. */
    public static SortedMap<String, String> all(TopicReply.Known known, long nowMillis) {
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
        if (topic.log() != null) {
            all.put(FIFO, "true");
            all.put(CONTENT_BASED, value(topic, CONTENT_BASED));
            all.put(THROUGHPUT_SCOPE, value(topic, THROUGHPUT_SCOPE));
            if (topic.archiveDays() > 0) {
                all.put(ARCHIVED_SINCE, TIME.format(Instant.ofEpochMilli(topic.archiveBegin(nowMillis))));
            }
        }
        return all;
    }
}
