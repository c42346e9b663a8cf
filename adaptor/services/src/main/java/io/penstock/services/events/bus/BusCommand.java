package io.penstock.services.events.bus;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a bus is asked to do. */
public sealed interface BusCommand {

    record Create(@Nullable String description) implements BusCommand {}

    record Delete() implements BusCommand {}

    record Describe() implements BusCommand {}

    /** @param rule without targets and versions, which the bus knows */
    record PutRule(RuleDefinition rule, int limit) implements BusCommand {}

    record DeleteRule(String name) implements BusCommand {}

    record SetEnabled(String name, boolean enabled) implements BusCommand {}

    record DescribeRule(String name) implements BusCommand {}

    /** All rules, in order. */
    record Rules() implements BusCommand {}

    record PutTargets(String rule, List<TargetDefinition> targets) implements BusCommand {}

    record RemoveTargets(String rule, List<String> ids) implements BusCommand {}
}
