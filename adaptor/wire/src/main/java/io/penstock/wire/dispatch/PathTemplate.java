package io.penstock.wire.dispatch;

import io.penstock.wire.codec.QueryParameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The URI of a REST operation, such as {@code /functions/{FunctionName}/code} or {@code /tags/{Resource+}?list}. Matching is by raw segment,
 * so an encoded slash belongs to the label it stands in.
 */
final class PathTemplate {

    /** What a match found. */
    record Match(int specificity, Map<String, String> labels) {}

    private record Segment(String text, Kind kind) {}

    private enum Kind {
        LITERAL,
        LABEL,
        GREEDY
    }

    private final List<Segment> segments = new ArrayList<>();
    private final Map<String, String> query = new LinkedHashMap<>();

    PathTemplate(String uri) {
        int mark = uri.indexOf('?');
        for (String text : split(mark < 0 ? uri : uri.substring(0, mark))) {
            segments.add(segment(text));
        }
        if (mark >= 0) {
            for (String pair : uri.substring(mark + 1).split("&")) {
                int equals = pair.indexOf('=');
                query.put(equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
            }
        }
    }

    private static Segment segment(String text) {
        if (!text.startsWith("{")) {
            return new Segment(text, Kind.LITERAL);
        }
        return text.endsWith("+}")
                ? new Segment(text.substring(1, text.length() - 2), Kind.GREEDY)
                : new Segment(text.substring(1, text.length() - 1), Kind.LABEL);
    }

    /** The parts of a path; a slash at its end counts for nothing. */
    static List<String> split(String path) {
        List<String> parts = new ArrayList<>(List.of(path.split("/", -1)));
        if (!parts.isEmpty() && parts.getFirst().isEmpty()) {
            parts.removeFirst();
        }
        if (!parts.isEmpty() && parts.getLast().isEmpty()) {
            parts.removeLast();
        }
        return parts;
    }

    /** Matches the parts of a path and the query; more literal templates are more specific. */
    Optional<Match> match(List<String> parts, QueryParameters parameters) {
        for (Map.Entry<String, String> literal : query.entrySet()) {
            if (!parameters.all(literal.getKey()).contains(literal.getValue())) {
                return Optional.empty();
            }
        }
        Map<String, String> labels = new LinkedHashMap<>();
        int specificity = query.size();
        int spare = parts.size() - segments.size();
        int at = 0;
        for (Segment segment : segments) {
            if (at >= parts.size() || (parts.get(at).isEmpty() && segment.kind != Kind.GREEDY)) {
                return Optional.empty();
            }
            switch (segment.kind) {
                case LITERAL -> {
                    if (!parts.get(at).equals(segment.text)) {
                        return Optional.empty();
                    }
                    specificity += 100;
                    at++;
                }
                case LABEL -> {
                    labels.put(segment.text, parts.get(at));
                    specificity += 10;
                    at++;
                }
                case GREEDY -> {
                    if (spare < 0) {
                        return Optional.empty();
                    }
                    labels.put(segment.text, String.join("/", parts.subList(at, at + 1 + spare)));
                    at += 1 + spare;
                }
            }
        }
        return at == parts.size() ? Optional.of(new Match(specificity, labels)) : Optional.empty();
    }
}
