package io.penstock.services.scheduler.group;

import io.penstock.services.scheduler.schedule.GroupDefinition;

/** What happens to the groups of an account. */
sealed interface GroupEvent {

    /** Created or changed. */
    record Changed(GroupDefinition group) implements GroupEvent {}

    record Gone(String name) implements GroupEvent {}
}
