package io.penstock.services.events.bus;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule, as it is kept and as the routing knows it.
 *
 * @param since the version of the bus that it was made at: events put by who knew an older one are none of its
 * @param version of the bus at which it changed last
 */
public record RuleDefinition(
        String arn,
        String name,
        String pattern,
        boolean enabled,
        @Nullable String description,
        @Nullable String roleArn,
        List<TargetDefinition> targets,
        long since,
        long version) {

    RuleDefinition with(boolean nowEnabled, long atVersion) {
        return new RuleDefinition(arn, name, pattern, nowEnabled, description, roleArn, targets, since, atVersion);
    }

    RuleDefinition with(List<TargetDefinition> changed, long atVersion) {
        return new RuleDefinition(arn, name, pattern, enabled, description, roleArn, changed, since, atVersion);
    }
}
