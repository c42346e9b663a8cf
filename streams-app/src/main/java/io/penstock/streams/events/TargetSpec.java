package io.penstock.streams.events;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.streams.input.InputTransformer;
import io.penstock.streams.input.JsonPath;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A target as the service publishes it within its rule.
 *
 * @param deadLetterArn of the queue for what cannot be delivered
 */
record TargetSpec(
        String id, String arn, Input input, @Nullable String deadLetterArn) {

    /** What of an event the target gets. */
    sealed interface Input {}

    record Whole() implements Input {}

    record Constant(String text) implements Input {}

    record Part(JsonPath path) implements Input {}

    record Transformed(InputTransformer transformer) implements Input {}

    static TargetSpec parse(JsonNode target) {
        String deadLetter = target.path("deadLetterArn").asText("");
        return new TargetSpec(
                target.path("id").asText(),
                target.path("arn").asText(),
                input(target),
                deadLetter.isEmpty() ? null : deadLetter);
    }

    private static Input input(JsonNode target) {
        if (target.hasNonNull("input")) {
            return new Constant(target.path("input").asText());
        }
        if (target.hasNonNull("inputPath")) {
            return new Part(path(target.path("inputPath").asText()));
        }
        if (target.hasNonNull("template")) {
            Map<String, JsonPath> paths = new HashMap<>();
            target.path("paths")
                    .properties()
                    .forEach(each ->
                            paths.put(each.getKey(), path(each.getValue().asText())));
            return new Transformed(
                    new InputTransformer(paths, target.path("template").asText()));
        }
        return new Whole();
    }

    private static JsonPath path(String text) {
        return JsonPath.parse(text).orElseThrow(() -> new IllegalStateException("not a checked path: " + text));
    }

    /** What the target gets; empty when its path finds nothing. */
    Optional<String> body(JsonNode event, InputTransformer.Origin origin) {
        return switch (input) {
            case Whole() -> Optional.of(event.toString());
            case Constant(String text) -> Optional.of(text);
            case Part(JsonPath path) -> path.find(event).map(JsonNode::toString);
            case Transformed(InputTransformer transformer) -> Optional.of(transformer.apply(event, origin));
        };
    }
}
