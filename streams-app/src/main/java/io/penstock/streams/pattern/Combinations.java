package io.penstock.streams.pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/**
 * Counts what {@code $or} multiplies, before anything is made for each of them: thirty small alternatives of two would be a billion.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html">Or matching: a total of less than 1,000 combinations</a>
 */
final class Combinations {

    private static final int MAXIMUM = 1_000;
    private static final String OR = "$or";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Combinations() {}

    static void check(String text) {
        JsonNode pattern;
        try {
            pattern = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            // The compiler has the words for it.
            return;
        }
        if (of(pattern) > MAXIMUM) {
            throw PatternFaults.INVALID_PATTERN.with(
                    "Rule is too complex - an event pattern can have " + MAXIMUM + " combinations of $or");
        }
    }

    /** Beyond the limit the count stays there: it must not overflow. */
    private static long of(JsonNode keys) {
        long count = 1;
        for (Map.Entry<String, JsonNode> key : keys.properties()) {
            JsonNode value = key.getValue();
            if (value.isObject()) {
                count *= of(value);
            } else if (key.getKey().equals(OR) && value.isArray()) {
                long sum = 0;
                for (JsonNode alternative : value) {
                    sum += of(alternative);
                }
                count *= Math.max(1, sum);
            }
            count = Math.min(count, MAXIMUM + 1);
        }
        return count;
    }
}
