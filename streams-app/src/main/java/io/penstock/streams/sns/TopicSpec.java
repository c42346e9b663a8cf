package io.penstock.streams.sns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.streams.runtime.Definition;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An SNS topic as the service publishes it in the catalog.
 *
 * @param id of its creation
 * @param signatureVersion 1 or 2
 * @param displayName who its mails are from; null for who mails are from otherwise
 * @param http for all its subscriptions
 */
record TopicSpec(
        String arn,
        String id,
        int signatureVersion,
        @Nullable String displayName,
        HttpSpec http) {

    /** The kind of topics in the catalog. */
    static final String KIND = "sns.topic";

    private static final ObjectMapper JSON = new ObjectMapper();

    static TopicSpec parse(Definition definition) {
        try {
            JsonNode topic = JSON.readTree(definition.value());
            String displayName = topic.path("attributes").path("DisplayName").asText("");
            return new TopicSpec(
                    definition.key(),
                    topic.path("id").asText(),
                    topic.path("attributes").path("SignatureVersion").asInt(1),
                    displayName.isEmpty() ? null : displayName,
                    HttpSpec.parse(topic));
        } catch (IOException e) {
            throw new IllegalStateException("not a topic: " + definition.key(), e);
        }
    }
}
