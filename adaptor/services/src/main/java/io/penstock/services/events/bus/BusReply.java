package io.penstock.services.events.bus;

import java.util.List;
import java.util.SortedMap;

/** What a bus answers. Those with a version wait until it is published. */
public sealed interface BusReply {

    record Known(BusDefinition bus, long version) implements BusReply {}

    record Rule(RuleDefinition rule, long version) implements BusReply {}

    record Rules(List<RuleDefinition> rules) implements BusReply {}

    /** @param unknown ids of targets that were not there */
    record Removed(List<String> unknown, long version) implements BusReply {}

    record Done(long version) implements BusReply {}

    record Tags(SortedMap<String, String> tags) implements BusReply {}

    /** Nothing to tell. */
    record Noted() implements BusReply {}

    /** There is no such bus. */
    record Absent() implements BusReply {}
}
