package io.penstock.streams.filter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/** What SNS refuses and patterns of EventBridge allow. */
final class PolicyRules {

    private static final int KEYS = 5;
    private static final int COMBINATIONS = 150;

    private static final String OR = "$or";
    private static final String ANYTHING_BUT = "anything-but";
    private static final String PREFIX = "prefix";
    private static final String SUFFIX = "suffix";

    /** Operators of EventBridge that SNS does not know. */
    private static final Set<String> NOT_OF_SNS = Set.of("wildcard", "exactly");

    private final FilterScope scope;

    private PolicyRules(FilterScope scope) {
        this.scope = scope;
    }

    static void check(JsonNode policy, FilterScope scope) throws RefusedPolicyException {
        if (policy.size() > KEYS) {
            throw RefusedPolicyException.policy("Filter policy can not have more than " + KEYS + " keys");
        }
        if (new PolicyRules(scope).combinations(policy, 1, 1) > COMBINATIONS) {
            throw RefusedPolicyException.policy("Filter policy is too complex");
        }
    }

    /** Checks what is below a key, and counts. Beyond the limit the count stays there: it must not overflow. */
    private long combinations(JsonNode keys, int depth, long before) throws RefusedPolicyException {
        if (depth > 1 && scope == FilterScope.MESSAGE_ATTRIBUTES) {
            throw new RefusedPolicyException(
                    "Filter policy scope MessageAttributes does not support nested filter policy");
        }
        long count = before;
        for (Map.Entry<String, JsonNode> key : keys.properties()) {
            JsonNode value = key.getValue();
            if (value.isObject()) {
                count = combinations(value, depth + 1, count);
            } else if (key.getKey().equals(OR) && isAlternatives(value)) {
                count = alternatives(value, depth, count);
            } else if (value.isArray()) {
                for (JsonNode condition : value) {
                    check(condition);
                }
                count *= (long) value.size() * depth;
            }
            count = Math.min(count, COMBINATIONS + 1);
        }
        return count;
    }

    private long alternatives(JsonNode alternatives, int depth, long before) throws RefusedPolicyException {
        long sum = 0;
        for (JsonNode alternative : alternatives) {
            sum += combinations(alternative, depth, before);
        }
        return sum;
    }

    /** One alternative alone, or one that is no object, makes {@code $or} a name like any other. */
    private static boolean isAlternatives(JsonNode value) {
        if (!value.isArray() || value.size() < 2) {
            return false;
        }
        for (JsonNode alternative : value) {
            if (!alternative.isObject() || isCondition(alternative)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCondition(JsonNode alternative) {
        for (Map.Entry<String, JsonNode> member : alternative.properties()) {
            if (Operators.RESERVED.contains(member.getKey())) {
                return true;
            }
        }
        return false;
    }

    private static void check(JsonNode condition) throws RefusedPolicyException {
        if (!condition.isObject()) {
            return;
        }
        for (Map.Entry<String, JsonNode> member : condition.properties()) {
            String operator = member.getKey();
            JsonNode value = member.getValue();
            if (NOT_OF_SNS.contains(operator)) {
                throw RefusedPolicyException.policy("Unrecognized match type " + operator);
            }
            if (operator.equals(ANYTHING_BUT) && value.isObject()) {
                checkAnythingBut(value);
            }
            if (operator.equals(PREFIX) || operator.equals(SUFFIX)) {
                checkText(operator, value);
            }
        }
    }

    private static void checkAnythingBut(JsonNode value) throws RefusedPolicyException {
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            if (!member.getKey().equals(PREFIX)) {
                throw RefusedPolicyException.policy("Unsupported anything-but pattern: " + member.getKey());
            }
            checkText(PREFIX, member.getValue());
        }
    }

    /** EventBridge combines these with other operators; SNS takes a string. */
    private static void checkText(String operator, JsonNode value) throws RefusedPolicyException {
        if (!value.isTextual()) {
            throw RefusedPolicyException.policy(operator + " match pattern must be a string");
        }
    }
}
