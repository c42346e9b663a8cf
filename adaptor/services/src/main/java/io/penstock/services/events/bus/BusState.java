package io.penstock.services.events.bus;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that is known of one bus's name, across creations. Changed in place by {@link BusMachine#evolve}; its fields are what a snapshot holds. */
final class BusState {

    String arn = "";
    long version;

    @Nullable
    BusDefinition bus;

    final SortedMap<String, RuleDefinition> rules = new TreeMap<>();

    BusState() {}
}
