package io.penstock.services.events.resource;

/** What happens to a resource. */
sealed interface ResourceEvent {

    record Put(String text, long version) implements ResourceEvent {}

    record Deleted(long version) implements ResourceEvent {}
}
