package io.penstock.streams.events;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.kernel.name.Arn;
import io.penstock.streams.input.InputTransformer;
import io.penstock.streams.input.JsonPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A target as the service publishes it within its rule.
 *
 * @param deadLetterArn of the queue for what cannot be delivered
 */
record TargetSpec(
        String id,
        String arn,
        Kind kind,
        Input input,
        Retry retry,
        @Nullable String deadLetterArn) {

    private static final int RETRIES = 185;
    private static final int AGE_SECONDS = 86_400;

    /** How a target is reached. */
    sealed interface Kind {}

    /** A standard queue: an append. */
    record Queue() implements Kind {}

    /** Another bus: an append. */
    record Bus(Arn arn) implements Kind {}

    /** A FIFO queue: a call. */
    record FifoQueue(Arn arn, String group) implements Kind {}

    /**
     * A stream: a call.
     *
     * @param key where an event has its partition key; null for the event's id
     */
    record Stream(Arn arn, @Nullable JsonPath key) implements Kind {}

    /** A topic of SNS: a call. */
    record Topic(Arn arn) implements Kind {}

    /** An API destination: a call outside. Values that are paths into the event begin with a dollar. */
    record ApiDestination(
            String destination, List<String> path, SortedMap<String, String> headers, SortedMap<String, String> query)
            implements Kind {}

    /** How often, and for how long, a call is repeated. */
    record Retry(int most, int ageSeconds) {}

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
                kind(target),
                input(target),
                new Retry(
                        target.path("retries").asInt(RETRIES),
                        target.path("ageSeconds").asInt(AGE_SECONDS)),
                deadLetter.isEmpty() ? null : deadLetter);
    }

    private static Kind kind(JsonNode target) {
        String text = target.path("arn").asText();
        Arn arn = Arn.parse(text).orElseThrow(() -> new IllegalStateException("not a checked ARN: " + text));
        return switch (arn.service()) {
            case "sqs" ->
                arn.resource().endsWith(".fifo")
                        ? new FifoQueue(arn, target.path("messageGroupId").asText())
                        : new Queue();
            case "events" -> arn.resource().startsWith("event-bus/") ? new Bus(arn) : destination(arn, target);
            case "kinesis" ->
                new Stream(
                        arn,
                        target.hasNonNull("partitionKeyPath")
                                ? path(target.path("partitionKeyPath").asText())
                                : null);
            case "sns" -> new Topic(arn);
            default -> throw new IllegalStateException("not a checked target: " + text);
        };
    }

    private static ApiDestination destination(Arn arn, JsonNode target) {
        JsonNode http = target.path("http");
        List<String> path = new ArrayList<>();
        http.path("path").forEach(each -> path.add(each.asText()));
        return new ApiDestination(
                arn.toString(), List.copyOf(path), texts(http.path("headers")), texts(http.path("query")));
    }

    private static SortedMap<String, String> texts(JsonNode object) {
        SortedMap<String, String> texts = new TreeMap<>();
        object.properties()
                .forEach(each -> texts.put(each.getKey(), each.getValue().asText()));
        return texts;
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
