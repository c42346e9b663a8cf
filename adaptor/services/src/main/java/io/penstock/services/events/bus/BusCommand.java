package io.penstock.services.events.bus;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What a bus is asked to do. */
public sealed interface BusCommand {

    record Create(@Nullable String description, SortedMap<String, String> tags) implements BusCommand {}

    /** @param description null to leave it */
    record Update(@Nullable String description) implements BusCommand {}

    /** @param document the whole policy; null for none */
    record ReplacePolicy(@Nullable String document) implements BusCommand {}

    /**
     * A statement more in the policy, or another in the place of that of the same id.
     *
     * @param principal an account, or {@code *}
     * @param organization that accounts must be of, or null
     */
    record AllowAccess(
            String id,
            String action,
            String principal,
            @Nullable String organization) implements BusCommand {}

    /** A statement less. */
    record WithdrawAccess(String id) implements BusCommand {}

    /**
     * @param rule null for the bus itself
     * @param remove keys to remove; the tags are then added
     */
    record Tag(@Nullable String rule, SortedMap<String, String> add, List<String> remove) implements BusCommand {}

    record Tags(@Nullable String rule) implements BusCommand {}

    /** Nothing changes but the version, so that what is put from now on is routed by definitions that were published before. */
    record Touch() implements BusCommand {}

    record Delete() implements BusCommand {}

    record Describe() implements BusCommand {}

    /**
     * @param rule without targets and versions, which the bus knows
     * @param tags of a new rule; one that is there keeps its own
     */
    record PutRule(RuleDefinition rule, SortedMap<String, String> tags, Quota quota) implements BusCommand {}

    /** How many rules a bus may have, and how many with wildcards. */
    record Quota(int rules, int wildcards) {}

    /** Time has come for a rule. */
    record Wake() implements BusCommand {}

    /** The event of an occurrence is in the log. */
    record Put(String id) implements BusCommand {}

    record DeleteRule(String name) implements BusCommand {}

    record SetEnabled(String name, boolean enabled) implements BusCommand {}

    record DescribeRule(String name) implements BusCommand {}

    /** All rules, in order. */
    record Rules() implements BusCommand {}

    record PutTargets(String rule, List<TargetDefinition> targets) implements BusCommand {}

    record RemoveTargets(String rule, List<String> ids) implements BusCommand {}
}
