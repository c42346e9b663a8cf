package io.penstock.wire.codec;

import io.penstock.kernel.fault.FaultException;
import io.penstock.wire.WireLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parameters of a query string or a form, decoded, in order. Not thread-safe while parameters are added. */
public final class QueryParameters {

    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private final WireLimits limits;
    private int count;

    public QueryParameters(WireLimits limits) {
        this.limits = limits;
    }

    /**
     * Adds the parameters of a query string.
     *
     * @throws FaultException when an escape is broken or there are too many
     */
    public QueryParameters addQuery(@Nullable String raw) {
        int start = 0;
        while (raw != null && start < raw.length()) {
            int end = raw.indexOf('&', start);
            end = end < 0 ? raw.length() : end;
            if (end > start) {
                add(raw.substring(start, end));
            }
            start = end + 1;
        }
        return this;
    }

    /** Adds the parameters of a form body. */
    public QueryParameters addForm(byte[] body) {
        return addQuery(Percent.utf8(body));
    }

    private void add(String pair) {
        if (++count > limits.parameters()) {
            throw WireFaults.MALFORMED_QUERY.with("The request has more than " + limits.parameters() + " parameters.");
        }
        int equals = pair.indexOf('=');
        String name = Percent.decodeForm(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : Percent.decodeForm(pair.substring(equals + 1));
        values.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(value);
    }

    /** Adds a parameter unless there is one of its name. */
    public void addIfAbsent(String name, String value) {
        values.computeIfAbsent(name, _ -> new ArrayList<>(1));
        List<String> held = values.get(name);
        if (held != null && held.isEmpty()) {
            held.add(value);
        }
    }

    /** The first value of a name. */
    public Optional<String> first(String name) {
        List<String> held = values.get(name);
        return held == null ? Optional.empty() : Optional.of(held.getFirst());
    }

    /** Every value of a name; empty when there is none. */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** All parameters. */
    public Map<String, List<String>> asMap() {
        return values;
    }

    /** The parameters as the tree that their dotted names spell. */
    QueryNode tree() {
        QueryNode root = new QueryNode();
        values.forEach((name, held) -> root.put(name, held.getLast(), limits.depth()));
        return root;
    }
}
