package io.penstock.streams.sns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.streams.runtime.Definition;
import java.io.IOException;

/**
 * An SNS topic as the service publishes it in the catalog.
 *
 * @param id of its creation
 * @param signatureVersion 1 or 2
 * @param http for all its subscriptions
 */
record TopicSpec(String arn, String id, int signatureVersion, HttpSpec http) {

    /** The kind of topics in the catalog. */
    static final String KIND = "sns.topic";

    private static final ObjectMapper JSON = new ObjectMapper();

    static TopicSpec parse(Definition definition) {
        try {
            JsonNode topic = JSON.readTree(definition.value());
            return new TopicSpec(
                    definition.key(),
                    topic.path("id").asText(),
                    topic.path("attributes").path("SignatureVersion").asInt(1),
                    HttpSpec.parse(topic));
        } catch (IOException e) {
            throw new IllegalStateException("not a topic: " + definition.key(), e);
        }
    }
}
