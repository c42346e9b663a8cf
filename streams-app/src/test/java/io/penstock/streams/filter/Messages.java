package io.penstock.streams.filter;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.streams.filter.PublishedMessage.Attribute;
import io.penstock.streams.filter.PublishedMessage.DataType;
import java.util.HashMap;
import java.util.Map;

/** Messages in the notation of AWS's documentation. */
final class Messages {

    private Messages() {}

    /** A message with {@code {"name": {"Type": "String", "Value": "text"}}} and no body to speak of. */
    static PublishedMessage withAttributes(String json) {
        Map<String, Attribute> attributes = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : Json.parse(json).orElseThrow().properties()) {
            JsonNode attribute = entry.getValue();
            DataType type = DataType.of(attribute.path("Type").asText()).orElseThrow();
            attributes.put(
                    entry.getKey(), new Attribute(type, attribute.path("Value").asText()));
        }
        return new PublishedMessage(attributes, "not looked at");
    }

    static PublishedMessage withBody(String body) {
        return new PublishedMessage(Map.of(), body);
    }

    static boolean accepts(String policy, FilterScope scope, PublishedMessage message) {
        TopicFilters filters = new TopicFilters();
        filters.put("subscription", FilterPolicy.compile(policy, scope, FilterFaults.ON_SUBSCRIBE));
        return !filters.accepting(message).isEmpty();
    }
}
