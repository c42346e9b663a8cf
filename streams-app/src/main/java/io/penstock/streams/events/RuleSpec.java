package io.penstock.streams.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.streams.pattern.EventPattern;
import io.penstock.streams.runtime.Definition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule as the service publishes it in the catalog.
 *
 * @param key the ARN of the bus, a bar and the name
 * @param version names this version of its pattern
 * @param pattern null for a rule that has a schedule alone
 * @param since the version of the bus that it was made at: events that were put before are none of its
 */
record RuleSpec(
        String key,
        String arn,
        String name,
        long version,
        long since,
        boolean enabled,
        @Nullable EventPattern pattern,
        List<TargetSpec> targets) {

    /** The kind of rules in the catalog. */
    static final String KIND = "events.rule";

    private static final ObjectMapper JSON = new ObjectMapper();

    static RuleSpec parse(Definition definition) {
        try {
            JsonNode rule = JSON.readTree(definition.value());
            List<TargetSpec> targets = new ArrayList<>();
            rule.path("targets").forEach(target -> targets.add(TargetSpec.parse(target)));
            return new RuleSpec(
                    definition.key(),
                    rule.path("arn").asText(),
                    rule.path("name").asText(),
                    definition.version(),
                    rule.path("since").asLong(),
                    rule.path("enabled").asBoolean(),
                    rule.hasNonNull("pattern")
                            ? EventPattern.compile(rule.path("pattern").asText())
                            : null,
                    List.copyOf(targets));
        } catch (IOException e) {
            throw new IllegalStateException("not a rule: " + definition.key(), e);
        }
    }

    /** The bus that a key begins with. */
    static String busOf(String key) {
        return key.substring(0, key.indexOf('|'));
    }

    /** This version's name in the automaton. */
    String pass() {
        return version + "#" + name;
    }
}
