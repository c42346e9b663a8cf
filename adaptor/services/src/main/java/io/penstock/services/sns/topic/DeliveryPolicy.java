package io.penstock.services.sns.topic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.kernel.retry.BackoffFunction;
import io.penstock.kernel.retry.RetrySchedule;
import io.penstock.kernel.retry.RetrySchedule.Phases;
import io.penstock.services.sns.rules.SnsFaults;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How HTTP endpoints are delivered to: the attribute DeliveryPolicy of topics and, with other names for the same things, of subscriptions.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html">Creating an HTTP/S delivery policy</a>
 */
public final class DeliveryPolicy {

    static final String NAME = "DeliveryPolicy";

    private static final String OVERRIDES = "disableSubscriptionOverrides";
    private static final String RATE = "maxReceivesPerSecond";
    private static final String CONTENT_TYPE = "headerContentType";
    private static final String DEFAULT_TYPE = "text/plain; charset=UTF-8";

    /** The members of a retry policy that are numbers, and their values where they are not given. */
    private static final Map<String, Integer> NUMBERS = Map.of(
            "minDelayTarget", 20,
            "maxDelayTarget", 20,
            "numRetries", 3,
            "numNoDelayRetries", 0,
            "numMinDelayRetries", 0,
            "numMaxDelayRetries", 0);

    private static final String FUNCTION = "backoffFunction";
    private static final int MOST_RETRIES = 100;
    private static final int MOST_SECONDS = 3_600;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the parts are called. */
    private record Names(String retry, String throttle, String request) {
        static final Names TOPIC =
                new Names("defaultHealthyRetryPolicy", "defaultThrottlePolicy", "defaultRequestPolicy");
        static final Names SUBSCRIPTION = new Names("healthyRetryPolicy", "throttlePolicy", "requestPolicy");
    }

    private DeliveryPolicy() {}

    /** What a topic's attributes say, which were checked; null for nothing. */
    static @Nullable HttpPolicy ofTopic(Map<String, String> attributes) {
        String text = attributes.get(NAME);
        return text == null ? null : topic(text, "");
    }

    /** What a subscription's attributes say, which were checked; null for nothing. */
    static @Nullable HttpPolicy ofSubscription(Map<String, String> attributes) {
        String text = attributes.get(NAME);
        return text == null ? null : subscription(text, "");
    }

    /** Refuses what is no policy of a topic. */
    static HttpPolicy topic(String text, String where) {
        JsonNode policy = object(parse(text, where), Set.of("http"), where);
        JsonNode http = policy.path("http");
        return read(http, Names.TOPIC, where);
    }

    /** Refuses what is no policy of a subscription. */
    static HttpPolicy subscription(String text, String where) {
        return read(parse(text, where), Names.SUBSCRIPTION, where);
    }

    private static JsonNode parse(String text, String where) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw refused(where, "failed to parse JSON.");
        }
    }

    private static RuntimeException refused(String where, String reason) {
        return SnsFaults.invalid(where + "DeliveryPolicy: " + reason);
    }

    private static JsonNode object(JsonNode node, Set<String> known, String where) {
        if (node.isMissingNode() || node.isNull()) {
            return node;
        }
        if (!node.isObject()) {
            throw refused(where, "must be a JSON object.");
        }
        node.fieldNames().forEachRemaining(name -> {
            boolean isNothing = name.equals("sicklyRetryPolicy") || name.equals("guaranteed");
            if (!known.contains(name) && !(isNothing && isNothing(node.path(name)))) {
                throw refused(where, "unexpected member " + name + ".");
            }
        });
        return node;
    }

    private static boolean isNothing(JsonNode value) {
        return value.isNull() || (value.isBoolean() && !value.booleanValue());
    }

    private static HttpPolicy read(JsonNode node, Names names, String where) {
        boolean topic = names.equals(Names.TOPIC);
        Set<String> parts = topic
                ? Set.of(names.retry(), names.throttle(), names.request(), OVERRIDES)
                : Set.of(names.retry(), names.throttle(), names.request());
        object(node, parts, where);
        JsonNode rate = object(node.path(names.throttle()), Set.of(RATE), where).path(RATE);
        boolean unlimited = rate.isMissingNode() || rate.isNull();
        if (!unlimited && !(rate.isIntegralNumber() && rate.canConvertToInt() && rate.intValue() >= 1)) {
            throw refused(where, "maxReceivesPerSecond must be an integer from 1 on.");
        }
        JsonNode type =
                object(node.path(names.request()), Set.of(CONTENT_TYPE), where).path(CONTENT_TYPE);
        boolean usual = type.isMissingNode() || type.isNull();
        if (!usual && !isHeader(type)) {
            throw refused(where, "headerContentType must be a content type.");
        }
        JsonNode overrides = node.path(OVERRIDES);
        if (!overrides.isMissingNode() && !overrides.isNull() && !overrides.isBoolean()) {
            throw refused(where, "disableSubscriptionOverrides must be true or false.");
        }
        return new HttpPolicy(
                retry(node.path(names.retry()), where),
                unlimited ? null : (Integer) rate.intValue(),
                usual ? null : type.textValue(),
                overrides.booleanValue());
    }

    private static boolean isHeader(JsonNode type) {
        return type.isTextual()
                && type.textValue().matches("[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(;[ -~]*)?")
                && type.textValue().length() <= 256;
    }

    private static @Nullable String retry(JsonNode node, String where) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        Set<String> known = new java.util.HashSet<>(NUMBERS.keySet());
        known.add(FUNCTION);
        object(node, known, where);
        int least = number(node, "minDelayTarget", where);
        int greatest = number(node, "maxDelayTarget", where);
        int retries = number(node, "numRetries", where);
        int immediate = number(node, "numNoDelayRetries", where);
        int before = number(node, "numMinDelayRetries", where);
        int behind = number(node, "numMaxDelayRetries", where);
        require(
                least >= 1 && least <= greatest,
                where,
                "minDelayTarget must be at least 1 and at most maxDelayTarget.");
        require(greatest <= MOST_SECONDS, where, "maxDelayTarget must be at most " + MOST_SECONDS + ".");
        require(retries <= MOST_RETRIES, where, "numRetries must be at most " + MOST_RETRIES + ".");
        long phases = (long) immediate + before + behind;
        require(phases <= retries, where, "numRetries must be at least the sum of the retries of its phases.");
        RetrySchedule schedule = new RetrySchedule(
                new Phases(immediate, before, (int) (retries - phases), behind),
                Duration.ofSeconds(least),
                Duration.ofSeconds(greatest),
                function(node.path(FUNCTION), where));
        require(
                schedule.total().compareTo(Duration.ofSeconds(MOST_SECONDS)) <= 0,
                where,
                "the retries must take at most " + MOST_SECONDS + " seconds in total.");
        return schedule.text();
    }

    private static BackoffFunction function(JsonNode node, String where) {
        if (node.isMissingNode() || node.isNull()) {
            return BackoffFunction.LINEAR;
        }
        try {
            return BackoffFunction.valueOf(node.asText("").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw refused(where, "backoffFunction must be linear, arithmetic, geometric or exponential.");
        }
    }

    private static int number(JsonNode node, String name, String where) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return NUMBERS.getOrDefault(name, 0);
        }
        require(
                value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 0,
                where,
                name + " must be an integer from 0 on.");
        return value.intValue();
    }

    private static void require(boolean good, String where, String reason) {
        if (!good) {
            throw refused(where, reason);
        }
    }

    /** A topic's EffectiveDeliveryPolicy. */
    static String effective(@Nullable HttpPolicy topic) {
        ObjectNode http = JSON.createObjectNode();
        http.set(Names.TOPIC.retry(), retries(topic == null ? null : topic.retry()));
        http.put(OVERRIDES, topic != null && topic.fixed());
        if (topic != null && topic.perSecond() != null) {
            http.putObject(Names.TOPIC.throttle()).put(RATE, topic.perSecond());
        }
        String type = topic == null ? null : topic.contentType();
        http.putObject(Names.TOPIC.request()).put(CONTENT_TYPE, type == null ? DEFAULT_TYPE : type);
        ObjectNode policy = JSON.createObjectNode();
        policy.set("http", http);
        return policy.toString();
    }

    /** A subscription's EffectiveDeliveryPolicy. */
    static String effective(@Nullable HttpPolicy topic, @Nullable HttpPolicy own) {
        HttpPolicy counts = effectively(topic, own);
        ObjectNode policy = JSON.createObjectNode();
        policy.set(Names.SUBSCRIPTION.retry(), retries(counts.retry()));
        if (counts.perSecond() == null) {
            policy.putNull(Names.SUBSCRIPTION.throttle());
        } else {
            policy.putObject(Names.SUBSCRIPTION.throttle()).put(RATE, counts.perSecond());
        }
        policy.putObject(Names.SUBSCRIPTION.request())
                .put(CONTENT_TYPE, counts.contentType() == null ? DEFAULT_TYPE : counts.contentType());
        return policy.toString();
    }

    private static HttpPolicy effectively(@Nullable HttpPolicy topic, @Nullable HttpPolicy own) {
        HttpPolicy general = topic == null ? new HttpPolicy(null, null, null, false) : topic;
        if (own == null || general.fixed()) {
            return general;
        }
        return new HttpPolicy(
                own.retry() == null ? general.retry() : own.retry(),
                own.perSecond() == null ? general.perSecond() : own.perSecond(),
                own.contentType() == null ? general.contentType() : own.contentType(),
                false);
    }

    private static ObjectNode retries(@Nullable String text) {
        RetrySchedule schedule = text == null
                ? RetrySchedule.HTTP
                : RetrySchedule.parse(text).orElseThrow(() -> new IllegalStateException("no schedule: " + text));
        Phases phases = schedule.phases();
        return JSON.createObjectNode()
                .put("minDelayTarget", schedule.minDelay().toSeconds())
                .put("maxDelayTarget", schedule.maxDelay().toSeconds())
                .put("numRetries", phases.retries())
                .put("numMaxDelayRetries", phases.postBackoff())
                .put("numNoDelayRetries", phases.immediate())
                .put("numMinDelayRetries", phases.preBackoff())
                .put(FUNCTION, schedule.function().name().toLowerCase(Locale.ROOT));
    }
}
