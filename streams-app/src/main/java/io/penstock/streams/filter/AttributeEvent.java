package io.penstock.streams.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.streams.filter.PublishedMessage.Attribute;
import java.util.Map;
import java.util.Optional;

/** Message attributes in the form in which bodies are matched. */
final class AttributeEvent {

    private AttributeEvent() {}

    /**
     * An object with one member for each attribute that policies see; empty when one of them is not what its type says: AWS counts such a message as
     * filtered out by every policy on attributes.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html">NumberOfNotificationsFilteredOut-InvalidAttributes</a>
     */
    static Optional<JsonNode> of(Map<String, Attribute> attributes) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, Attribute> entry : attributes.entrySet()) {
            Attribute attribute = entry.getValue();
            switch (attribute.type()) {
                case STRING -> event.put(entry.getKey(), attribute.value());
                case BINARY -> {}
                case NUMBER, STRING_ARRAY -> {
                    Optional<JsonNode> value = Json.parse(attribute.value()).filter(node -> fits(attribute, node));
                    if (value.isEmpty()) {
                        return Optional.empty();
                    }
                    event.set(entry.getKey(), value.get());
                }
            }
        }
        return Optional.of(event);
    }

    private static boolean fits(Attribute attribute, JsonNode value) {
        return switch (attribute.type()) {
            case NUMBER -> value.isNumber();
            case STRING_ARRAY -> isFlatArray(value);
            case STRING, BINARY -> throw new IllegalStateException("not JSON: " + attribute.type());
        };
    }

    private static boolean isFlatArray(JsonNode value) {
        if (!value.isArray()) {
            return false;
        }
        for (JsonNode element : value) {
            if (element.isContainerNode()) {
                return false;
            }
        }
        return true;
    }
}
