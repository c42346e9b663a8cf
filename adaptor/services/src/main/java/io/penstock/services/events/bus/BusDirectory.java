package io.penstock.services.events.bus;

import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Catalog.Entry;
import io.penstock.kernel.port.Machines;
import io.penstock.services.common.JsonRecords;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The buses this node knows, read from the catalog; and how to send them commands. Thread-safe. */
public final class BusDirectory {

    /** The kind of buses in the catalog; keys are ARNs. A default bus is there once it had a rule. */
    public static final String BUSES = "events.bus";

    /** The kind of rules in the catalog; keys are {@link #ruleKey}. */
    public static final String RULES = "events.rule";

    private static final char BAR = '|';

    static final Codec<BusDefinition> BUS = JsonRecords.of(BusDefinition.class);
    static final Codec<RuleDefinition> RULE = JsonRecords.of(RuleDefinition.class);

    private final Catalog catalog;
    private final Machines machines;

    /** Of each bus that has such, the rules with other buses as targets, and these. */
    private final Map<String, Map<String, Set<String>>> targets = new ConcurrentHashMap<>();

    public BusDirectory(Catalog catalog, Machines machines) {
        this.catalog = catalog;
        this.machines = machines;
        catalog.watch(RULES, this::changed);
    }

    private void changed(Entry entry) {
        Set<String> buses = entry.isDeleted()
                ? Set.of()
                : RULE.decode(entry.value()).targets().stream()
                        .filter(TargetDefinition::isBus)
                        .map(TargetDefinition::arn)
                        .collect(Collectors.toUnmodifiableSet());
        String bus = entry.key().substring(0, entry.key().indexOf(BAR));
        targets.compute(bus, (arn, before) -> {
            Map<String, Set<String>> rules = new HashMap<>(before == null ? Map.of() : before);
            if (buses.isEmpty()) {
                rules.remove(entry.key());
            } else {
                rules.put(entry.key(), buses);
            }
            return rules.isEmpty() ? null : Map.copyOf(rules);
        });
    }

    /** The versions of the buses that rules of a bus have as targets, as far as this node knows. */
    public Map<String, Long> targetVersions(String arn) {
        Map<String, Set<String>> rules = targets.get(arn);
        if (rules == null) {
            return Map.of();
        }
        Map<String, Long> versions = new TreeMap<>();
        rules.values().forEach(buses -> buses.forEach(bus -> versions.computeIfAbsent(bus, this::version)));
        return versions;
    }

    static String ruleKey(String busArn, String rule) {
        return busArn + BAR + rule;
    }

    /** The version of a bus that this node knows; 0 when it knows none. */
    public long version(String arn) {
        return catalog.find(BUSES, arn)
                .filter(entry -> !entry.isDeleted())
                .map(Entry::version)
                .orElse(0L);
    }

    /** All buses this node knows, in no order. */
    public List<BusDefinition> buses() {
        return catalog.list(BUSES).stream()
                .map(entry -> BUS.decode(entry.value()))
                .toList();
    }

    /** Sends a command to a bus. */
    public CompletableFuture<BusReply> submit(String arn, BusCommand command) {
        return machines.submit(BusMachine.TYPE, BusMachine.id(arn), command);
    }
}
