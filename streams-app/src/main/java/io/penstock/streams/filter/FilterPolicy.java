package io.penstock.streams.filter;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.fault.FaultException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Patterns;
import software.amazon.event.ruler.RuleCompiler;

/**
 * A filter policy that SNS would take. Immutable.
 *
 * <p>Limits: 256 KB of UTF-8, five top-level keys, 150 combinations of values (each list counts its values times its depth, {@code $or} adds up
 * what its alternatives would be alone).
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html">Filter policy constraints</a>
 */
public final class FilterPolicy {

    private static final int MAXIMUM_BYTES = 262_144;

    private final String text;
    private final FilterScope scope;
    private final List<Map<String, List<Patterns>>> rules;

    private FilterPolicy(String text, FilterScope scope, List<Map<String, List<Patterns>>> rules) {
        this.text = text;
        this.scope = scope;
        this.rules = rules;
    }

    /**
     * Checks a policy and prepares it for matching.
     *
     * @param refusal of {@link FilterFaults}, the one of the operation that was given the policy
     * @throws FaultException with that fault and AWS's reason when SNS would not take the policy
     */
    public static FilterPolicy compile(String text, FilterScope scope, Fault refusal) {
        try {
            return compiled(text, scope);
        } catch (RefusedPolicyException e) {
            throw refusal.with(e.reason());
        }
    }

    private static FilterPolicy compiled(String text, FilterScope scope) throws RefusedPolicyException {
        if (text.getBytes(StandardCharsets.UTF_8).length > MAXIMUM_BYTES) {
            throw RefusedPolicyException.policy("Filter policy is larger than " + MAXIMUM_BYTES + " bytes");
        }
        JsonNode policy = Json.parse(text).orElseThrow(() -> RefusedPolicyException.policy("failed to parse JSON"));
        if (!policy.isObject()) {
            throw RefusedPolicyException.policy("Filter is not an object");
        }
        if (policy.isEmpty()) {
            return new FilterPolicy(text, scope, List.of());
        }
        PolicyRules.check(policy, scope);
        return new FilterPolicy(text, scope, rules(text));
    }

    /** The compiler of event patterns knows most reasons for a refusal, in the words that SNS uses too. */
    private static List<Map<String, List<Patterns>>> rules(String text) throws RefusedPolicyException {
        try {
            return JsonRuleCompiler.compile(text);
        } catch (IOException | IllegalArgumentException asAlternatives) {
            // What is no relation called $or may be an attribute called so: the older compiler has no such relation.
            return withoutAlternatives(text);
        }
    }

    private static List<Map<String, List<Patterns>>> withoutAlternatives(String text) throws RefusedPolicyException {
        try {
            return List.of(RuleCompiler.compile(text));
        } catch (JsonParseException e) {
            throw RefusedPolicyException.policy(e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw RefusedPolicyException.policy("failed to parse JSON");
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory could not be read", e);
        } catch (IllegalArgumentException e) {
            throw RefusedPolicyException.policy(String.valueOf(e.getMessage()));
        }
    }

    /** The policy as it was given. */
    public String text() {
        return text;
    }

    public FilterScope scope() {
        return scope;
    }

    /** Whether this is {@code {}}, which every message satisfies. */
    boolean acceptsAll() {
        return rules.isEmpty();
    }

    /** Alternatives, for the machine that matches. */
    List<Map<String, List<Patterns>>> rules() {
        return rules;
    }
}
