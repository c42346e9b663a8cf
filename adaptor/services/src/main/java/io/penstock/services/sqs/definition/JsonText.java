package io.penstock.services.sqs.definition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.OptionalInt;

/** JSON inside attributes. */
final class JsonText {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private JsonText() {}

    /** The object that a text holds; empty when it holds anything else. */
    static Optional<JsonNode> object(String text) {
        try {
            return Optional.ofNullable(JSON.readTree(text)).filter(JsonNode::isObject);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** A whole number, also one that is written as text, as several tools do. */
    static OptionalInt integer(JsonNode node) {
        if (node.isInt()) {
            return OptionalInt.of(node.intValue());
        }
        try {
            return node.isTextual() ? OptionalInt.of(Integer.parseInt(node.textValue())) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}
