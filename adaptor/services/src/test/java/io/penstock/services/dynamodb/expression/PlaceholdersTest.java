package io.penstock.services.dynamodb.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.fault.FaultException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class PlaceholdersTest {

    private static void refused(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(FaultException.class).hasMessage(message);
    }

    @Test
    void names_may_hold_any_character_and_dots_in_them_are_no_steps() {
        Expressions expressions = Expressions.of(Given.names("1a", "a.b", "_", "size"), Given.values("0", "{'N':'1'}"));
        Condition condition = expressions.condition("#1a.#_ = :0");
        expressions.checkAllUsed();
        assertThat(condition.holds(Given.item("{'a.b':{'M':{'size':{'N':'1'}}}}")))
                .isTrue();
    }

    @Test
    void what_is_not_defined_is_named() {
        Expressions expressions = Expressions.of(Given.names("a", "b"), Given.values("a", "{'N':'1'}"));
        refused(
                "Invalid FilterExpression: An expression attribute name used in the document path is not defined; attribute"
                        + " name: #b",
                () -> expressions.filter("#b = :a"));
        refused(
                "Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute"
                        + " value: :b",
                () -> expressions.condition("#a = :b"));
    }

    @Test
    void what_no_expression_uses_is_named() {
        Expressions names = Expressions.of(Given.names("a", "b", "c", "d"), null);
        names.projection("x");
        refused(
                "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #c}",
                names::checkAllUsed);
        Expressions values = Expressions.of(null, Given.values("a", "{'N':'1'}", "c", "{'N':'1'}"));
        values.condition("x = :c");
        refused("Value provided in ExpressionAttributeValues unused in expressions: keys: {:a}", values::checkAllUsed);
        values.filter("x = :a");
        values.checkAllUsed();
    }

    @Test
    void keys_have_their_form_and_values_are_valid() {
        AttributeValue one = AttributeValue.fromN("1");
        refused("ExpressionAttributeNames must not be empty", () -> Expressions.of(Map.of(), null));
        refused("ExpressionAttributeValues must not be empty", () -> Expressions.of(null, Map.of()));
        for (String key : List.of("a", "#", "#a-b", "##a", ":a", "#\u00e9")) {
            refused(
                    "ExpressionAttributeNames contains invalid key: Syntax error; key: \"" + key + "\"",
                    () -> Expressions.of(Map.of(key, "a"), null));
        }
        refused(
                "ExpressionAttributeValues contains invalid key: Syntax error; key: \"b\"",
                () -> Expressions.of(null, Map.of("b", one)));
        refused(
                "ExpressionAttributeNames contains invalid key: The expression attribute map contains a key that is too"
                        + " long; size of key: 256",
                () -> Expressions.of(Map.of("#" + "a".repeat(255), "a"), null));
        refused(
                "ExpressionAttributeNames contains invalid value: Empty attribute name for key #a",
                () -> Expressions.of(Map.of("#a", ""), null));
        refused(
                "ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value: x"
                        + " for key :a",
                () -> Expressions.of(null, Map.of(":a", AttributeValue.fromN("x"))));
    }

    @Test
    void all_names_and_values_together_are_at_most_2_mb() {
        Expressions.of(null, Map.of(":a", AttributeValue.fromS("x".repeat((2 << 20) - 2))));
        refused(
                "Expression size has exceeded the maximum allowed size; expression size: 2097153",
                () -> Expressions.of(null, Map.of(":a", AttributeValue.fromS("x".repeat((2 << 20) - 1)))));
    }

    @Test
    void expressions_do_not_go_with_older_parameters() {
        List<ExpressionKind> query =
                List.of(ExpressionKind.PROJECTION, ExpressionKind.FILTER, ExpressionKind.KEY_CONDITION);
        refused(
                "Can not use both expression and non-expression parameters in the same request: Non-expression parameters:"
                        + " {AttributesToGet, QueryFilter, KeyConditions} Expression parameters: {ProjectionExpression,"
                        + " FilterExpression, KeyConditionExpression}",
                () -> new ParameterStyles(List.of("AttributesToGet", "QueryFilter", "KeyConditions"), query, query)
                        .check(null, null));
        new ParameterStyles(List.of("KeyConditions"), query, List.of(ExpressionKind.FILTER)).check(null, null);
        refused(
                "ExpressionAttributeNames can only be specified when using expressions",
                () -> new ParameterStyles(List.of(), query, List.of()).check(Map.of(), null));
        refused(
                "ExpressionAttributeValues can only be specified when using expressions: FilterExpression and"
                        + " KeyConditionExpression are null",
                () -> new ParameterStyles(List.of(), query, List.of(ExpressionKind.PROJECTION)).check(null, Map.of()));
        refused(
                "ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null",
                () -> new ParameterStyles(List.of(), List.of(ExpressionKind.CONDITION), List.of())
                        .check(null, Map.of()));
    }
}
