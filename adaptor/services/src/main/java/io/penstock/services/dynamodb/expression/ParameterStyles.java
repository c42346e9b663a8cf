package io.penstock.services.dynamodb.expression;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that mix expressions with the parameters that came before them, and those that bring placeholders without an expression or a
 * {@code ConditionalOperator} without conditions.
 *
 * @param legacy the older parameters that the request has, by name and in AWS's order
 * @param expressions the expressions that the operation knows, in AWS's order
 * @param present those of them that the request has
 */
public record ParameterStyles(List<String> legacy, List<ExpressionKind> expressions, List<ExpressionKind> present) {

    /** What a ConditionalOperator joins. */
    private static final List<String> CONDITIONS = List.of("Expected", "QueryFilter", "ScanFilter");

    /**
     * Checks.
     *
     * @param names {@code ExpressionAttributeNames}; null when the request has none
     * @param values {@code ExpressionAttributeValues}; null when the request has none
     * @throws FaultException {@code ValidationException}
     */
    public void check(@Nullable Map<String, ?> names, @Nullable Map<String, ?> values) {
        // KeyConditions may go with a filter or projection that is an expression, but not with its own successor.
        List<String> old = present.contains(ExpressionKind.KEY_CONDITION)
                ? legacy
                : legacy.stream().filter(name -> !name.equals("KeyConditions")).toList();
        if (!present.isEmpty() && !old.isEmpty()) {
            throw DynamoFaults.validation(
                    "Can not use both expression and non-expression parameters in the same request: "
                            + "Non-expression parameters: {" + String.join(", ", old) + "} Expression parameters: {"
                            + String.join(", ", names(present)) + "}");
        }
        if (legacy.contains("ConditionalOperator") && CONDITIONS.stream().noneMatch(legacy::contains)) {
            throw LegacyConditions.operatorAlone();
        }
        if (names != null && present.isEmpty()) {
            throw DynamoFaults.validation("ExpressionAttributeNames can only be specified when using expressions");
        }
        List<ExpressionKind> valued = expressions.stream()
                .filter(kind -> kind != ExpressionKind.PROJECTION)
                .toList();
        if (values != null && !valued.isEmpty() && valued.stream().noneMatch(present::contains)) {
            throw DynamoFaults.validation("ExpressionAttributeValues can only be specified when using expressions: "
                    + String.join(" and ", names(valued)) + (valued.size() > 1 ? " are null" : " is null"));
        }
    }

    private static List<String> names(List<ExpressionKind> kinds) {
        return kinds.stream().map(ExpressionKind::parameter).toList();
    }
}
