package io.penstock.services.events.bus;

import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Catalog.Entry;
import io.penstock.kernel.port.Machines;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The buses this node knows, read from the catalog; and how to send them commands. Thread-safe. */
public final class BusDirectory {

    /** The kind of buses in the catalog; keys are ARNs. A default bus is there once it had a rule. */
    public static final String BUSES = "events.bus";

    /** The kind of rules in the catalog; keys are {@link #ruleKey}. */
    public static final String RULES = "events.rule";

    static final Codec<BusDefinition> BUS = BusCodecs.of(BusDefinition.class);
    static final Codec<RuleDefinition> RULE = BusCodecs.of(RuleDefinition.class);

    private final Catalog catalog;
    private final Machines machines;

    public BusDirectory(Catalog catalog, Machines machines) {
        this.catalog = catalog;
        this.machines = machines;
    }

    static String ruleKey(String busArn, String rule) {
        return busArn + '|' + rule;
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
