package io.penstock.streams.pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.penstock.kernel.fault.FaultException;
import java.util.List;

/**
 * An event to hold against a pattern.
 *
 * @param json an object with what every event has
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html">TestEventPattern</a>
 */
public record SampleEvent(JsonNode json) {

    /** Elements that all lists of an event may have together: the time that matching takes grows with the square of a list's length. So many take some 40 ms. */
    public static final int MAXIMUM_ELEMENTS = 4_000;

    /** AWS's page names {@code resources} too, which AWS itself does not miss. */
    private static final List<String> MANDATORY = List.of("id", "account", "source", "time", "region", "detail-type");

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /**
     * Checks a text.
     *
     * @throws FaultException {@link PatternFaults#INVALID_EVENT} or {@link PatternFaults#EVENT_TOO_LONG}
     */
    public static SampleEvent parse(String text) {
        JsonNode event = json(text);
        if (!event.isObject() || !MANDATORY.stream().allMatch(event::has)) {
            throw PatternFaults.INVALID_EVENT.with();
        }
        if (isTooLong(event)) {
            throw PatternFaults.EVENT_TOO_LONG.with();
        }
        return new SampleEvent(event);
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException | NumberFormatException e) {
            throw PatternFaults.INVALID_EVENT.with();
        }
    }

    /** Whether an event has more elements in lists than are held against patterns. */
    public static boolean isTooLong(JsonNode event) {
        return elements(event) > MAXIMUM_ELEMENTS;
    }

    /** As {@link #isTooLong(JsonNode)}; a text that is no JSON is not. */
    public static boolean isTooLong(String event) {
        // Each element needs two characters at least.
        if (event.length() <= 2 * MAXIMUM_ELEMENTS) {
            return false;
        }
        try {
            return isTooLong(MAPPER.readTree(event));
        } catch (JsonProcessingException | NumberFormatException e) {
            return false;
        }
    }

    private static int elements(JsonNode node) {
        int count = node.isArray() ? node.size() : 0;
        for (JsonNode child : node) {
            count += elements(child);
        }
        return count;
    }
}
