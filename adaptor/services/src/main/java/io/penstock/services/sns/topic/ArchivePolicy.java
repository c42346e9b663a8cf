package io.penstock.services.sns.topic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.services.sns.rules.SnsFaults;

/**
 * How long a FIFO topic archives its messages.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/message-archiving-and-replay-topic-owner.html">Amazon SNS message archiving for FIFO topic owners</a>
 */
final class ArchivePolicy {

    /** The policy of no archive. */
    static final String NONE = "{}";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PERIOD = "MessageRetentionPeriod";
    private static final int MOST_DAYS = 365;

    private ArchivePolicy() {}

    /** Refuses what is no policy. Empty, or without a period, it ends an archive. */
    static void check(String text, String where) {
        if (!text.isEmpty() && !text.equals(NONE) && !isWhole(text)) {
            throw SnsFaults.invalid(where + "ArchivePolicy: " + PERIOD + " must be an integer from 1 to " + MOST_DAYS);
        }
    }

    /** Days are a whole number, which AWS also takes as a text. */
    private static boolean isWhole(String text) {
        if (!JsonDocuments.isObject(text) || days(text) == 0) {
            return false;
        }
        JsonNode period = policy(text).path(PERIOD);
        return period.isIntegralNumber()
                || (period.isTextual() && period.textValue().matches("[0-9]{1,3}"));
    }

    private static JsonNode policy(String text) {
        try {
            return text.isEmpty() ? JSON.missingNode() : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    /** 0 when it says none. */
    static int days(String text) {
        JsonNode policy = policy(text);
        int days = policy.isObject() && policy.size() == 1 ? policy.path(PERIOD).asInt(0) : 0;
        return days >= 1 && days <= MOST_DAYS ? days : 0;
    }
}
