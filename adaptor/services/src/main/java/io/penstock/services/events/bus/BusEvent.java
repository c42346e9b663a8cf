package io.penstock.services.events.bus;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What happens to a bus. Those that the routing must know of have the next version. */
sealed interface BusEvent {

    /** Made or changed. */
    record Created(BusDefinition bus, long version) implements BusEvent {}

    record Touched(long version) implements BusEvent {}

    record Deleted(long version) implements BusEvent {}

    /** @param next when it occurs by its schedule, epoch milliseconds, or null when it does not */
    record RulePut(RuleDefinition rule, @Nullable Long next) implements BusEvent {}

    record RuleDeleted(String name, long version) implements BusEvent {}

    /**
     * A rule has occurred by its schedule: an event goes to its targets.
     *
     * @param id of the event
     * @param next when it occurs again, or null when it does not any more
     */
    record Fired(String id, Occurrence occurrence, @Nullable Long next) implements BusEvent {}

    /** The event of an occurrence is in the log. */
    record Put(String id) implements BusEvent {}

    /**
     * @param rule null for the bus itself
     * @param tags all that there are now
     */
    record Tagged(@Nullable String rule, SortedMap<String, String> tags) implements BusEvent {}
}
