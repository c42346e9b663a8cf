package io.penstock.streams.pattern;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.penstock.kernel.fault.FaultException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;
import software.amazon.event.ruler.MachineComplexityEvaluator;
import software.amazon.event.ruler.MatchType;
import software.amazon.event.ruler.Patterns;

/**
 * An event pattern that EventBridge would take. Immutable and thread-safe.
 *
 * <p>Limits: 1,000 combinations of the alternatives of {@code $or}; wildcards up to a complexity of {@link #MAXIMUM_COMPLEXITY}. How long a pattern may be is up
 * to the operation that takes it.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html">Comparison operators in event patterns</a>
 */
public final class EventPattern {

    /** Of wildcards, as event-ruler counts it: prefixes of them that one text may match at a time. AWS does not document its own; those of 1 to 10 are known to pass. */
    static final int MAXIMUM_COMPLEXITY = 10;

    private static final String TOO_COMPLEX =
            "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character";

    /** As much of a text is in AWS's messages. */
    private static final int QUOTED = 500;

    private final Machine machine;
    private final List<Map<String, List<Patterns>>> alternatives;

    private EventPattern(Machine machine, List<Map<String, List<Patterns>>> alternatives) {
        this.machine = machine;
        this.alternatives = alternatives;
    }

    /**
     * Checks a pattern and prepares it for matching.
     *
     * @throws FaultException {@link PatternFaults#INVALID_PATTERN} with AWS's reason when EventBridge would not take the pattern
     */
    public static EventPattern compile(String text) {
        Combinations.check(text);
        Machine machine = Machine.builder().build();
        List<Map<String, List<Patterns>>> alternatives;
        try {
            alternatives = JsonRuleCompiler.compile(text);
            for (Map<String, List<Patterns>> alternative : alternatives) {
                machine.addPatternRule("pattern", alternative);
            }
        } catch (JsonProcessingException e) {
            throw PatternFaults.INVALID_PATTERN.with(e.getOriginalMessage() + place(e.getLocation(), text));
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory could not be read", e);
        } catch (RuntimeException e) {
            // The compiler's checks of single values are of several unchecked types.
            throw PatternFaults.INVALID_PATTERN.with(String.valueOf(e.getMessage()));
        }
        if (machine.evaluateComplexity(new MachineComplexityEvaluator(MAXIMUM_COMPLEXITY + 1)) > MAXIMUM_COMPLEXITY) {
            throw PatternFaults.INVALID_PATTERN.with(TOO_COMPLEX);
        }
        return new EventPattern(machine, alternatives);
    }

    private static String place(JsonLocation location, String text) {
        String quoted = text.length() <= QUOTED
                ? "\"" + text + "\""
                : "\"" + text.substring(0, QUOTED) + "\"[truncated " + (text.length() - QUOTED) + " chars]";
        return "\n at [Source: (String)" + quoted + "; line: " + location.getLineNr() + ", column: "
                + location.getColumnNr() + "]";
    }

    /** For an automaton of several patterns. */
    List<Map<String, List<Patterns>>> alternatives() {
        return alternatives;
    }

    /** Whether it has wildcards, which AWS counts for each bus. */
    public boolean hasWildcards() {
        return alternatives.stream()
                .flatMap(alternative -> alternative.values().stream())
                .flatMap(List::stream)
                .map(Patterns::type)
                .anyMatch(type -> type == MatchType.WILDCARD || type == MatchType.ANYTHING_BUT_WILDCARD);
    }

    /** Whether the pattern takes an event. */
    public boolean matches(SampleEvent event) {
        return !machine.rulesForJSONEvent(event.json()).isEmpty();
    }
}
