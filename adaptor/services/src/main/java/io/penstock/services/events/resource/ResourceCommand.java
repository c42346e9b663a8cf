package io.penstock.services.events.resource;

/** What a resource is asked to do. */
public sealed interface ResourceCommand {

    record Create(String text) implements ResourceCommand {}

    /** @param version that is replaced: another one is left alone */
    record Replace(String text, long version) implements ResourceCommand {}

    record Delete() implements ResourceCommand {}

    record Get() implements ResourceCommand {}
}
