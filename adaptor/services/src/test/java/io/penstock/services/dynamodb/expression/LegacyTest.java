package io.penstock.services.dynamodb.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.services.dynamodb.item.AttributeType;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.KeyAttribute;
import io.penstock.services.dynamodb.item.KeySchema;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeAction;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.dynamodb.model.ComparisonOperator;
import software.amazon.awssdk.services.dynamodb.model.ConditionalOperator;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;

/** The parameters that came before expressions. */
class LegacyTest {

    private static final AttributeValue ONE = AttributeValue.fromN("1");
    private static final AttributeValue TWO = AttributeValue.fromN("2");
    private static final AttributeValue X = AttributeValue.fromS("x");
    private static final Item KEY = Given.item("{'pk':{'S':'k'}}");
    private static final Item ITEM =
            Given.item("{'pk':{'S':'k'},'n':{'N':'1.0'},'s':{'S':'xy'},'l':{'L':[{'S':'x'}]},'ss':{'SS':['x','y']}}");

    private static void refused(String message, ThrowingCallable call) {
        assertThatThrownBy(call).hasMessage(message);
    }

    private static boolean expected(String name, ExpectedAttributeValue.Builder expected) {
        return LegacyConditions.expected(Map.of(name, expected.build()), null).holds(ITEM);
    }

    private static ExpectedAttributeValue.Builder builder() {
        return ExpectedAttributeValue.builder();
    }

    private static boolean compares(String name, ComparisonOperator operator, AttributeValue... values) {
        return expected(name, builder().comparisonOperator(operator).attributeValueList(values));
    }

    @Test
    void expected_values_are_there_or_not() {
        assertThat(expected("n", builder().value(ONE))).isTrue();
        assertThat(expected("n", builder().value(TWO).exists(true))).isFalse();
        assertThat(expected("gone", builder().exists(false))).isTrue();
        assertThat(expected("n", builder().exists(false))).isFalse();
        assertThat(expected("n", builder().value(ONE).comparisonOperator(ComparisonOperator.EQ)))
                .isTrue();
    }

    @Test
    void every_operator_compares() {
        assertThat(compares("n", ComparisonOperator.NE, TWO)).isTrue();
        assertThat(compares("gone", ComparisonOperator.NE, TWO)).isTrue();
        assertThat(compares("n", ComparisonOperator.LT, TWO)).isTrue();
        assertThat(compares("n", ComparisonOperator.LE, ONE)).isTrue();
        assertThat(compares("n", ComparisonOperator.GT, ONE)).isFalse();
        assertThat(compares("n", ComparisonOperator.GE, ONE)).isTrue();
        assertThat(compares("n", ComparisonOperator.BETWEEN, ONE, TWO)).isTrue();
        assertThat(compares("n", ComparisonOperator.IN, TWO, ONE)).isTrue();
        assertThat(compares("n", ComparisonOperator.NOT_NULL)).isTrue();
        assertThat(compares("n", ComparisonOperator.NULL)).isFalse();
        assertThat(compares("s", ComparisonOperator.BEGINS_WITH, X)).isTrue();
        assertThat(compares("s", ComparisonOperator.CONTAINS, X)).isTrue();
        assertThat(compares("ss", ComparisonOperator.CONTAINS, X)).isTrue();
        assertThat(compares("ss", ComparisonOperator.NOT_CONTAINS, X)).isFalse();
        assertThat(compares("n", ComparisonOperator.NOT_CONTAINS, X)).isTrue();
        assertThat(compares("gone", ComparisonOperator.NOT_CONTAINS, X)).isFalse();
    }

    @Test
    void several_conditions_are_joined_by_and_or_by_or() {
        Map<String, ExpectedAttributeValue> two = Map.of(
                "n", builder().value(ONE).build(), "s", builder().value(X).build());
        assertThat(LegacyConditions.expected(two, null).holds(ITEM)).isFalse();
        assertThat(LegacyConditions.expected(two, ConditionalOperator.AND).holds(ITEM))
                .isFalse();
        assertThat(LegacyConditions.expected(two, ConditionalOperator.OR).holds(ITEM))
                .isTrue();
        assertThat(LegacyConditions.expected(Map.of(), null).holds(ITEM)).isTrue();
    }

    @Test
    void conditions_that_contradict_themselves_are_refused() {
        String start = "One or more parameter values were invalid: ";
        refused(
                start + "Value and AttributeValueList cannot be used together for Attribute: n",
                () -> expected("n", builder().value(ONE).attributeValueList(ONE)));
        refused(
                start + "Exists and ComparisonOperator cannot be used together for Attribute: n",
                () -> expected("n", builder().exists(true).value(ONE).comparisonOperator(ComparisonOperator.EQ)));
        refused(
                start + "Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: n",
                () -> expected("n", builder().comparisonOperator(ComparisonOperator.EQ)));
        refused(
                start + "AttributeValueList can only be used with a ComparisonOperator for Attribute: n",
                () -> expected("n", builder().attributeValueList(ONE)));
        refused(start + "Value must be provided when Exists is null for Attribute: n", () -> expected("n", builder()));
        refused(
                start + "Value must be provided when Exists is true for Attribute: n",
                () -> expected("n", builder().exists(true)));
        refused(
                start + "Value cannot be used when Exists is false for Attribute: n",
                () -> expected("n", builder().exists(false).value(ONE)));
        refused(
                start + "Invalid number of argument(s) for the BETWEEN ComparisonOperator",
                () -> compares("n", ComparisonOperator.BETWEEN, ONE));
        refused(
                start + "AttributeValues inside AttributeValueList must be of same type",
                () -> compares("n", ComparisonOperator.IN, ONE, X));
        refused(
                start + "ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type",
                () -> compares("n", ComparisonOperator.BEGINS_WITH, ONE));
        refused(
                "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound",
                () -> compares("n", ComparisonOperator.BETWEEN, TWO, ONE));
        refused(
                "ConditionalOperator cannot be used without Filter or Expected",
                () -> LegacyConditions.expected(Map.of(), ConditionalOperator.AND));
        refused(
                "ConditionalOperator can only be used when Filter or Expected has two or more elements",
                () -> LegacyConditions.expected(Map.of("n", builder().value(ONE).build()), ConditionalOperator.OR));
    }

    private static software.amazon.awssdk.services.dynamodb.model.Condition condition(
            ComparisonOperator operator, AttributeValue... values) {
        return software.amazon.awssdk.services.dynamodb.model.Condition.builder()
                .comparisonOperator(operator)
                .attributeValueList(values)
                .build();
    }

    @Test
    void filters_and_key_conditions_say_the_same_as_expressions() {
        assertThat(LegacyConditions.filter(Map.of("n", condition(ComparisonOperator.GT, TWO)), null)
                        .holds(ITEM))
                .isFalse();
        KeySchema schema =
                KeySchema.of(new KeyAttribute("pk", AttributeType.S), new KeyAttribute("sk", AttributeType.N));
        KeyCondition read = LegacyConditions.keyConditions(Map.of(
                        "sk",
                        condition(ComparisonOperator.BETWEEN, ONE, TWO),
                        "pk",
                        condition(ComparisonOperator.EQ, X)))
                .on(schema);
        assertThat(read)
                .isEqualTo(Expressions.of(null, Map.of(":x", X, ":one", ONE, ":two", TWO))
                        .keyCondition("pk = :x AND sk BETWEEN :one AND :two")
                        .on(schema));
        refused(
                "Attempted conditional constraint is not an indexable operation",
                () -> LegacyConditions.keyConditions(Map.of("pk", condition(ComparisonOperator.NE, X))));
        refused("Conditions can be of length 1 or 2 only", () -> LegacyConditions.keyConditions(Map.of()));
    }

    private static Item updated(String name, AttributeAction action, AttributeValue value) {
        AttributeValueUpdate update =
                AttributeValueUpdate.builder().action(action).value(value).build();
        return LegacyUpdates.update(Map.of(name, update)).apply(ITEM, KEY);
    }

    @Test
    void attribute_updates_put_add_and_delete() {
        assertThat(updated("q", null, ONE).get("q"))
                .isEqualTo(Given.item("{'v':{'N':'1'}}").get("v"));
        assertThat(updated("n", AttributeAction.ADD, TWO).get("n"))
                .isEqualTo(Given.item("{'v':{'N':'3'}}").get("v"));
        assertThat(updated("l", AttributeAction.ADD, AttributeValue.fromL(List.of(ONE)))
                        .get("l"))
                .isEqualTo(Given.item("{'v':{'L':[{'S':'x'},{'N':'1'}]}}").get("v"));
        assertThat(updated("ss", AttributeAction.DELETE, AttributeValue.fromSs(List.of("y")))
                        .get("ss"))
                .isEqualTo(Given.item("{'v':{'SS':['x']}}").get("v"));
        assertThat(updated("n", AttributeAction.DELETE, null).get("n")).isNull();
        assertThat(updated("gone", AttributeAction.DELETE, null)).isEqualTo(ITEM);
    }

    @Test
    void attribute_updates_that_only_delete_make_no_item() {
        AttributeValueUpdate delete =
                AttributeValueUpdate.builder().action(AttributeAction.DELETE).build();
        AttributeValueUpdate taken =
                delete.toBuilder().value(AttributeValue.fromSs(List.of("y"))).build();
        AttributeValueUpdate put = AttributeValueUpdate.builder().value(ONE).build();
        assertThat(LegacyUpdates.update(Map.of("a", delete, "b", taken)).apply(Item.EMPTY, KEY))
                .isEqualTo(Item.EMPTY);
        assertThat(LegacyUpdates.update(Map.of("a", delete, "b", put)).apply(Item.EMPTY, KEY))
                .isEqualTo(Given.item("{'pk':{'S':'k'},'b':{'N':'1'}}"));
        assertThat(LegacyUpdates.update(Map.of()).apply(Item.EMPTY, KEY)).isEqualTo(KEY);
    }

    @Test
    void attribute_updates_have_their_own_errors() {
        refused("Type mismatch for attribute to update", () -> updated("s", AttributeAction.ADD, ONE));
        refused(
                "Type mismatch for attribute to update",
                () -> updated("s", AttributeAction.DELETE, AttributeValue.fromSs(List.of("y"))));
        refused(
                "One or more parameter values were invalid: Only DELETE action is allowed when no attribute value is"
                        + " specified",
                () -> updated("s", AttributeAction.PUT, null));
        refused(
                "One or more parameter values were invalid: ADD action is not supported for the type S",
                () -> updated("s", AttributeAction.ADD, X));
        refused(
                "One or more parameter values were invalid: DELETE action with value is not supported for the type N",
                () -> updated("s", AttributeAction.DELETE, ONE));
    }
}
