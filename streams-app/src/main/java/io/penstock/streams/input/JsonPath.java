package io.penstock.streams.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A path as EventBridge takes it: {@code $}, then names behind dots, indices of lists and wildcards. Immutable.
 *
 * <p>A path with a wildcard finds a list of what it matches, any other at most one value.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html">Amazon EventBridge input transformation</a>
 */
public final class JsonPath {

    private sealed interface Step {}

    private record Name(String name) implements Step {}

    private record Index(int index) implements Step {}

    private record Every() implements Step {}

    private static final int INDEX_DIGITS = 6;

    private final List<Step> steps;

    private JsonPath(List<Step> steps) {
        this.steps = steps;
    }

    /** Empty when the text is no such path. */
    public static Optional<JsonPath> parse(String text) {
        if (!text.startsWith("$")) {
            return Optional.empty();
        }
        List<Step> steps = new ArrayList<>();
        int at = 1;
        while (at < text.length()) {
            boolean named = text.charAt(at) == '.';
            int end = named ? endOfName(text, at + 1) : text.indexOf(']', at);
            if ((!named && text.charAt(at) != '[') || end <= at + 1) {
                return Optional.empty();
            }
            String token = text.substring(at + 1, end);
            Optional<Step> step = named ? Optional.of(named(token)) : indexed(token);
            if (step.isEmpty()) {
                return Optional.empty();
            }
            steps.add(step.get());
            at = named ? end : end + 1;
        }
        return Optional.of(new JsonPath(List.copyOf(steps)));
    }

    private static int endOfName(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '.' && text.charAt(at) != '[') {
            at++;
        }
        return at;
    }

    private static Step named(String token) {
        return token.equals("*") ? new Every() : new Name(token);
    }

    private static Optional<Step> indexed(String token) {
        if (token.equals("*")) {
            return Optional.of(new Every());
        }
        boolean digits = token.length() <= INDEX_DIGITS && token.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Optional.of(new Index(Integer.parseInt(token))) : Optional.empty();
    }

    /** What is there, {@code null} of JSON included; empty when nothing is. */
    public Optional<JsonNode> find(JsonNode event) {
        List<JsonNode> found = List.of(event);
        boolean many = false;
        for (Step step : steps) {
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode node : found) {
                switch (step) {
                    case Name(String name) -> add(next, node.get(name));
                    case Index(int index) -> add(next, node.isArray() ? node.get(index) : null);
                    case Every() -> node.forEach(next::add);
                }
            }
            many |= step instanceof Every;
            found = next;
        }
        if (!many) {
            return found.stream().findFirst();
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        found.forEach(list::add);
        return Optional.of(list);
    }

    private static void add(List<JsonNode> found, @Nullable JsonNode node) {
        if (node != null) {
            found.add(node);
        }
    }
}
