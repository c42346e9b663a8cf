package io.penstock.services.events.bus;

/** What happens to a bus. Each has the next version. */
sealed interface BusEvent {

    record Created(BusDefinition bus, long version) implements BusEvent {}

    record Deleted(long version) implements BusEvent {}

    record RulePut(RuleDefinition rule) implements BusEvent {}

    record RuleDeleted(String name, long version) implements BusEvent {}
}
