package io.penstock.wire.codec;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A place in the tree that dotted parameter names spell: {@code Tag.1.Key=a} is the value of Key under 1 under Tag. */
final class QueryNode {

    private @Nullable String value;
    private Map<String, QueryNode> children = Map.of();

    void put(String name, String text, int depth) {
        QueryNode node = this;
        int start = 0;
        for (int level = 0; ; level++) {
            if (level == depth * 2) {
                // Every level of a document costs two here: the member and its index.
                throw WireFaults.MALFORMED_QUERY.with("A parameter name has more than " + level + " parts.");
            }
            int dot = name.indexOf('.', start);
            node = node.grow(dot < 0 ? name.substring(start) : name.substring(start, dot));
            if (dot < 0) {
                node.value = text;
                return;
            }
            start = dot + 1;
        }
    }

    private QueryNode grow(String part) {
        if (children.isEmpty()) {
            children = new HashMap<>();
        }
        return children.computeIfAbsent(part, _ -> new QueryNode());
    }

    @Nullable
    String value() {
        return value;
    }

    @Nullable
    QueryNode child(String part) {
        return children.get(part);
    }

    boolean isLeaf() {
        return children.isEmpty();
    }

    /** The children with a number for a name, in order of the numbers. */
    Collection<QueryNode> numbered() {
        if (children.isEmpty()) {
            return List.of();
        }
        Map<Integer, QueryNode> ordered = new TreeMap<>();
        children.forEach((part, node) -> {
            try {
                ordered.put(Integer.valueOf(part), node);
            } catch (NumberFormatException e) {
                throw WireFaults.MALFORMED_QUERY.with("A number was expected in place of '" + part + "'.");
            }
        });
        return ordered.values();
    }
}
