package io.penstock.services.sns.topic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/** Attributes that are JSON. What is kept is read by more lenient readers: it was taken once. */
final class JsonDocuments {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private JsonDocuments() {}

    /** Whether a text is one JSON object and nothing behind it. */
    static boolean isObject(String text) {
        return parse(text).isObject();
    }

    /** Whether a text is a JSON object without members and nothing behind it. */
    static boolean isEmptyObject(String text) {
        JsonNode document = parse(text);
        return document.isObject() && document.isEmpty();
    }

    /** What is no JSON is a missing node. */
    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
