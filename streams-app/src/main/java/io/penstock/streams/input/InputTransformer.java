package io.penstock.streams.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A template with places for parts of an event. Immutable.
 *
 * <p>Outside of quotes a place takes the value as JSON: strings with quotes, lists and objects whole, and {@code null} for what the event does not have. Inside of
 * quotes it takes strings as they are, without escaping, and of everything else the JSON without its quotes; what the event does not have is left out.
 * {@code <name>} is text like any other when there is no such variable. A result that is JSON is minified.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html">Amazon EventBridge input transformation</a>
 */
public final class InputTransformer {

    /** AWS's names of what needs no path. */
    private static final String RULE_ARN = "aws.events.rule-arn";

    private static final String RULE_NAME = "aws.events.rule-name";
    private static final String INGESTION_TIME = "aws.events.event.ingestion-time";
    private static final String EVENT = "aws.events.event";
    private static final String EVENT_JSON = "aws.events.event.json";
    private static final Set<String> PREDEFINED = Set.of(RULE_ARN, RULE_NAME, INGESTION_TIME, EVENT, EVENT_JSON);

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /**
     * What a template may name besides the event.
     *
     * @param ingestionTime when the event was received, ISO 8601
     */
    public record Origin(String ruleArn, String ruleName, String ingestionTime) {}

    private sealed interface Piece {}

    private record Text(String text) implements Piece {}

    private record Place(String variable, boolean quoted) implements Piece {}

    private final Map<String, JsonPath> paths;
    private final List<Piece> pieces;

    /** @param paths by the names of variables, none of which begins with {@code aws.} */
    public InputTransformer(Map<String, JsonPath> paths, String template) {
        this.paths = Map.copyOf(paths);
        this.pieces = pieces(template);
    }

    private List<Piece> pieces(String template) {
        List<Piece> found = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int at = 0; at < template.length(); at++) {
            char c = template.charAt(at);
            if (c == '\\') {
                at++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '<') {
                int end = template.indexOf('>', at);
                String name = end < 0 ? "" : template.substring(at + 1, end);
                if (PREDEFINED.contains(name) || paths.containsKey(name)) {
                    found.add(new Text(template.substring(from, at)));
                    found.add(new Place(name, quoted));
                    from = end + 1;
                    at = end;
                }
            }
        }
        found.add(new Text(template.substring(from)));
        return List.copyOf(found);
    }

    /** The template filled in. */
    public String apply(JsonNode event, Origin origin) {
        Map<String, Optional<JsonNode>> values = new HashMap<>();
        StringBuilder filled = new StringBuilder();
        for (Piece piece : pieces) {
            switch (piece) {
                case Text(String text) -> filled.append(text);
                case Place(String variable, boolean quoted) -> {
                    Optional<JsonNode> value = values.computeIfAbsent(variable, name -> value(name, event, origin));
                    filled.append(
                            quoted
                                    ? inQuotes(value)
                                    : value.map(JsonNode::toString).orElse("null"));
                }
            }
        }
        return minified(filled.toString());
    }

    private Optional<JsonNode> value(String variable, JsonNode event, Origin origin) {
        JsonPath path = paths.get(variable);
        if (path != null) {
            return path.find(event);
        }
        return Optional.of(
                switch (variable) {
                    case RULE_ARN -> new TextNode(origin.ruleArn());
                    case RULE_NAME -> new TextNode(origin.ruleName());
                    case INGESTION_TIME -> new TextNode(origin.ingestionTime());
                    case EVENT ->
                        event.isObject() ? ((ObjectNode) event).deepCopy().without("detail") : event;
                    case EVENT_JSON -> event;
                    default -> throw new IllegalStateException("not a variable: " + variable);
                });
    }

    private static String inQuotes(Optional<JsonNode> value) {
        return value.map(node ->
                        node.isTextual() ? node.textValue() : node.toString().replace("\"", ""))
                .orElse("");
    }

    private static String minified(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            return json.isMissingNode() ? text : json.toString();
        } catch (JsonProcessingException | NumberFormatException e) {
            return text;
        }
    }
}
