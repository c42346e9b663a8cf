package io.penstock.services.scheduler.schedule;

import java.util.List;

/** What the groups of an account answer. */
public sealed interface GroupReply {

    record Known(GroupDefinition group) implements GroupReply {}

    record Listed(List<GroupDefinition> groups) implements GroupReply {}

    record Noted() implements GroupReply {}
}
