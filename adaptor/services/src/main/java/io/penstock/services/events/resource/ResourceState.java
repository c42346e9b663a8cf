package io.penstock.services.events.resource;

import org.jspecify.annotations.Nullable;

/** All that is known of one resource's name, across creations. Changed in place by {@link ResourceMachine#evolve}; its fields are what a snapshot holds. */
final class ResourceState {

    long version;

    @Nullable
    String text;

    ResourceState() {}
}
