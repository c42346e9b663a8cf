package io.penstock.services.events.bus;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule, as it is kept and as the routing knows it. It has a pattern, a schedule, or both.
 *
 * @param pattern for events of the bus
 * @param schedule a rate or a cron expression
 * @param anchor where a rate counts from, epoch milliseconds; 0 without a schedule
 * @param wildcards whether the pattern has any
 * @param since the version of the bus that it was made at: events put by who knew an older one are none of its
 * @param version of the bus at which it changed last
 */
public record RuleDefinition(
        String arn,
        String name,
        @Nullable String pattern,
        @Nullable String schedule,
        long anchor,
        boolean wildcards,
        boolean enabled,
        @Nullable String description,
        @Nullable String roleArn,
        List<TargetDefinition> targets,
        long since,
        long version) {

    RuleDefinition with(boolean nowEnabled, long atVersion) {
        return new RuleDefinition(
                arn,
                name,
                pattern,
                schedule,
                anchor,
                wildcards,
                nowEnabled,
                description,
                roleArn,
                targets,
                since,
                atVersion);
    }

    RuleDefinition with(List<TargetDefinition> changed, long atVersion) {
        return new RuleDefinition(
                arn,
                name,
                pattern,
                schedule,
                anchor,
                wildcards,
                enabled,
                description,
                roleArn,
                changed,
                since,
                atVersion);
    }

    /** As asked for, in the place of another one or as a new one. */
    RuleDefinition inPlaceOf(@Nullable RuleDefinition before, long nowMillis, long atVersion) {
        long sameAnchor =
                before != null && schedule != null && schedule.equals(before.schedule) ? before.anchor : nowMillis;
        return new RuleDefinition(
                arn,
                name,
                pattern,
                schedule,
                schedule == null ? 0 : sameAnchor,
                wildcards,
                enabled,
                description,
                roleArn,
                before == null ? List.of() : before.targets,
                before == null ? atVersion : before.since,
                atVersion);
    }
}
