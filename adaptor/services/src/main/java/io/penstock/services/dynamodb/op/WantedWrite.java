package io.penstock.services.dynamodb.op;

import io.penstock.services.dynamodb.expression.Condition;
import io.penstock.services.dynamodb.expression.ExpressionKind;
import io.penstock.services.dynamodb.expression.Expressions;
import io.penstock.services.dynamodb.expression.Update;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.SdkValues;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import io.penstock.services.dynamodb.store.Action;
import io.penstock.services.dynamodb.table.TableDefinition;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * One action of TransactWriteItems: what can be said of it without its table.
 *
 * @param table name or ARN
 * @param action throws a {@code ValidationException} for what does not fit the table
 * @param returnsOld whether the caller wants the item that is there when the condition does not hold
 */
record WantedWrite(String table, Function<TableDefinition, Action> action, boolean returnsOld) {

    static WantedWrite of(TransactWriteItem item) {
        long given = Stream.of(item.conditionCheck(), item.put(), item.update(), item.delete())
                .filter(Objects::nonNull)
                .count();
        if (given > 1) {
            throw DynamoFaults.validation("TransactItems can only contain one of Check, Put, Update or Delete");
        }
        if (item.conditionCheck() != null) {
            return check(item.conditionCheck());
        }
        if (item.put() != null) {
            return put(item.put());
        }
        if (item.update() != null) {
            return update(item.update());
        }
        if (item.delete() != null) {
            return delete(item.delete());
        }
        throw DynamoFaults.validation(
                "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request");
    }

    private static WantedWrite check(ConditionCheck check) {
        Condition condition = condition(
                check.conditionExpression(),
                check.hasExpressionAttributeNames() ? check.expressionAttributeNames() : null,
                check.hasExpressionAttributeValues() ? check.expressionAttributeValues() : null);
        Item key = SdkValues.item(check.key());
        return new WantedWrite(
                check.tableName(),
                table -> Actions.check(table, key, condition),
                returnsOld(check.returnValuesOnConditionCheckFailure()));
    }

    private static WantedWrite put(Put put) {
        Condition condition = condition(
                put.conditionExpression(),
                put.hasExpressionAttributeNames() ? put.expressionAttributeNames() : null,
                put.hasExpressionAttributeValues() ? put.expressionAttributeValues() : null);
        Item item = SdkValues.item(put.item());
        return new WantedWrite(
                put.tableName(),
                table -> Actions.put(table, item, condition),
                returnsOld(put.returnValuesOnConditionCheckFailure()));
    }

    private static WantedWrite update(software.amazon.awssdk.services.dynamodb.model.Update update) {
        Expressions expressions = new Given()
                .expression(ExpressionKind.UPDATE, update.updateExpression())
                .expression(ExpressionKind.CONDITION, update.conditionExpression())
                .check(
                        update.hasExpressionAttributeNames() ? update.expressionAttributeNames() : null,
                        update.hasExpressionAttributeValues() ? update.expressionAttributeValues() : null);
        Update change = expressions.update(update.updateExpression());
        Condition condition = expressions.condition(update.conditionExpression());
        expressions.checkAllUsed();
        Item key = SdkValues.item(update.key());
        return new WantedWrite(
                update.tableName(),
                table -> Actions.update(table, key, change, condition),
                returnsOld(update.returnValuesOnConditionCheckFailure()));
    }

    private static WantedWrite delete(Delete delete) {
        Condition condition = condition(
                delete.conditionExpression(),
                delete.hasExpressionAttributeNames() ? delete.expressionAttributeNames() : null,
                delete.hasExpressionAttributeValues() ? delete.expressionAttributeValues() : null);
        Item key = SdkValues.item(delete.key());
        return new WantedWrite(
                delete.tableName(),
                table -> Actions.delete(table, key, condition),
                returnsOld(delete.returnValuesOnConditionCheckFailure()));
    }

    private static Condition condition(
            @Nullable String text, @Nullable Map<String, String> names, @Nullable Map<String, AttributeValue> values) {
        Expressions expressions =
                new Given().expression(ExpressionKind.CONDITION, text).check(names, values);
        Condition condition = expressions.condition(text);
        expressions.checkAllUsed();
        return condition;
    }

    private static boolean returnsOld(@Nullable ReturnValuesOnConditionCheckFailure wanted) {
        return wanted == ReturnValuesOnConditionCheckFailure.ALL_OLD;
    }
}
