package io.penstock.streams.events;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.streams.pattern.PatternSet;
import io.penstock.streams.runtime.Definition;
import io.penstock.streams.runtime.Definitions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The enabled rules of all buses. Thread-safe. */
final class Rules {

    /** Those of one bus. */
    private static final class Bus {

        private final Map<String, RuleSpec> rules = new HashMap<>();
        private final Map<String, RuleSpec> byPass = new HashMap<>();
        private final PatternSet patterns = new PatternSet();

        synchronized void set(String key, @Nullable RuleSpec rule) {
            RuleSpec before = rule == null ? rules.remove(key) : rules.put(key, rule);
            if (rule != null && rule.pattern() != null) {
                patterns.add(rule.pass(), rule.pattern());
                byPass.put(rule.pass(), rule);
            }
            if (before != null && before.pattern() != null) {
                patterns.remove(before.pass());
                byPass.remove(before.pass());
            }
        }

        synchronized List<RuleSpec> named(String name) {
            return rules.values().stream()
                    .filter(rule -> rule.name().equals(name))
                    .toList();
        }

        List<RuleSpec> matching(JsonNode event) {
            Set<String> found = patterns.matching(event);
            if (found.isEmpty()) {
                return List.of();
            }
            synchronized (this) {
                return found.stream()
                        .map(byPass::get)
                        .filter(Objects::nonNull)
                        .sorted(Comparator.comparing(RuleSpec::arn))
                        .toList();
            }
        }
    }

    private final Map<String, Bus> buses = new ConcurrentHashMap<>();

    /** @param definitions read {@link RuleSpec#KIND} */
    Rules(Definitions definitions) {
        definitions.watch(RuleSpec.KIND, this::changed);
    }

    private void changed(Definition definition) {
        Bus bus = buses.computeIfAbsent(RuleSpec.busOf(definition.key()), arn -> new Bus());
        RuleSpec rule = definition.isDeleted() ? null : RuleSpec.parse(definition);
        bus.set(definition.key(), rule != null && rule.enabled() ? rule : null);
    }

    /** The enabled rule of a bus that has a name, if there is one. */
    List<RuleSpec> named(String busArn, String name) {
        Bus bus = buses.get(busArn);
        return bus == null ? List.of() : bus.named(name);
    }

    /** The enabled rules of a bus that match an event. */
    List<RuleSpec> matching(String busArn, JsonNode event) {
        Bus bus = buses.get(busArn);
        return bus == null ? List.of() : bus.matching(event);
    }
}
