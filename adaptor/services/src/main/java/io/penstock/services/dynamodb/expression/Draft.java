package io.penstock.services.dynamodb.expression;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.expression.DocumentPath.Step;
import io.penstock.services.dynamodb.item.AttributeValue;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An item while it is changed. Only what paths lead through is opened. A list is opened as a map by position, so that positions go on meaning
 * the list as it was: what is removed leaves a gap until the end, and what is put behind the end comes in the order of its positions.
 */
final class Draft {

    /** What a step leads to. */
    private sealed interface Node {
        record Closed(AttributeValue value) implements Node {}

        record OpenMap(Map<String, Node> entries) implements Node {}

        record OpenList(Map<Integer, Node> elements) implements Node {}
    }

    private final Node.OpenMap root;

    Draft(Item item) {
        root = open(item.attributes());
    }

    void put(DocumentPath path, AttributeValue value) {
        Node parent = parent(path);
        switch (path.steps().getLast()) {
            case Step.Name name -> map(parent).put(name.name(), new Node.Closed(value));
            case Step.Index index -> list(parent).put(index.position(), new Node.Closed(value));
        }
    }

    /** What is not there anyway is removed in silence, as long as the way to it is there. */
    void remove(DocumentPath path) {
        Node parent = parent(path);
        switch (path.steps().getLast()) {
            case Step.Name name -> map(parent).remove(name.name());
            case Step.Index index -> list(parent).remove(index.position());
        }
    }

    Item item() {
        return new Item(closed(root.entries()));
    }

    private Node parent(DocumentPath path) {
        Node node = root;
        for (Step step : path.steps().subList(0, path.steps().size() - 1)) {
            node = switch (step) {
                case Step.Name name -> child(map(node), name.name());
                case Step.Index index -> child(list(node), index.position());
            };
        }
        return node;
    }

    private static <K> Node child(Map<K, Node> children, K key) {
        Node child = children.get(key);
        if (child == null) {
            throw invalidPath();
        }
        if (!(child instanceof Node.Closed closed)) {
            return child;
        }
        Node opened = open(closed.value());
        children.put(key, opened);
        return opened;
    }

    private static Map<String, Node> map(Node node) {
        if (node instanceof Node.OpenMap map) {
            return map.entries();
        }
        throw invalidPath();
    }

    private static Map<Integer, Node> list(Node node) {
        if (node instanceof Node.OpenList list) {
            return list.elements();
        }
        throw invalidPath();
    }

    private static Node open(AttributeValue value) {
        if (value instanceof AttributeValue.M map) {
            return open(map.value());
        }
        if (value instanceof AttributeValue.L list) {
            Map<Integer, Node> elements = new TreeMap<>();
            for (int i = 0; i < list.value().size(); i++) {
                elements.put(i, new Node.Closed(list.value().get(i)));
            }
            return new Node.OpenList(elements);
        }
        throw invalidPath();
    }

    private static Node.OpenMap open(Map<String, AttributeValue> map) {
        Map<String, Node> entries = LinkedHashMap.newLinkedHashMap(map.size() + 1);
        map.forEach((name, value) -> entries.put(name, new Node.Closed(value)));
        return new Node.OpenMap(entries);
    }

    private static Map<String, AttributeValue> closed(Map<String, Node> entries) {
        Map<String, AttributeValue> map = LinkedHashMap.newLinkedHashMap(entries.size());
        entries.forEach((name, node) -> map.put(name, closed(node)));
        return map;
    }

    private static AttributeValue closed(Node node) {
        return switch (node) {
            case Node.Closed closed -> closed.value();
            case Node.OpenMap map -> new AttributeValue.M(closed(map.entries()));
            case Node.OpenList list -> {
                List<AttributeValue> elements = new ArrayList<>(list.elements().size());
                list.elements().values().forEach(element -> elements.add(closed(element)));
                yield new AttributeValue.L(elements);
            }
        };
    }

    private static FaultException invalidPath() {
        return DynamoFaults.validation("The document path provided in the update expression is invalid for update");
    }
}
