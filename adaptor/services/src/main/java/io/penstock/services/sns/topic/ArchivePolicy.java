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

    static void check(String text, String where) {
        if (!text.equals(NONE) && days(text) == 0) {
            throw SnsFaults.invalid(where + "ArchivePolicy: " + PERIOD + " must be an integer from 1 to " + MOST_DAYS);
        }
    }

    /** 0 when it says none. */
    static int days(String text) {
        try {
            JsonNode policy = text.isEmpty() ? JSON.missingNode() : JSON.readTree(text);
            int days = policy.isObject() && policy.size() == 1
                    ? policy.path(PERIOD).asInt(0)
                    : 0;
            return days >= 1 && days <= MOST_DAYS ? days : 0;
        } catch (JsonProcessingException e) {
            return 0;
        }
    }
}
