package io.penstock.services.dynamodb.op;

import io.penstock.services.dynamodb.expression.Condition;
import io.penstock.services.dynamodb.expression.ExpressionKind;
import io.penstock.services.dynamodb.expression.Expressions;
import io.penstock.services.dynamodb.expression.LegacyConditions;
import io.penstock.services.dynamodb.item.SdkValues;
import io.penstock.services.dynamodb.store.PartitionReply.Written;
import io.penstock.services.dynamodb.table.TableDefinition;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;

/** DeleteItem. */
public final class DeleteItem implements OperationHandler<DeleteItemRequest, DeleteItemResponse> {

    private final Tables tables;
    private final Writing writing;

    public DeleteItem(Environment environment) {
        this.tables = new Tables(environment);
        this.writing = new Writing(environment);
    }

    @Override
    public DeleteItemResponse handle(CallContext call, DeleteItemRequest request) throws InterruptedException {
        Writing.checkReturnsOld(request.returnValues());
        Condition condition = condition(request);
        TableDefinition table = tables.changeable(call, request.tableName(), request.returnItemCollectionMetrics());
        Written written = writing.write(
                call,
                table,
                Actions.delete(table, SdkValues.item(request.key()), condition),
                request.returnValuesOnConditionCheckFailure());
        Consumed consumed = new Consumed(table);
        consumed.write(written.before(), written.after(), false);
        return DeleteItemResponse.builder()
                .attributes(Writing.old(request.returnValues(), written.before()))
                .consumedCapacity(consumed.answer(request.returnConsumedCapacity()))
                .build();
    }

    private static Condition condition(DeleteItemRequest request) {
        Expressions expressions = new Given()
                .legacy("Expected", request.hasExpected())
                .legacy("ConditionalOperator", request.conditionalOperator() != null)
                .expression(ExpressionKind.CONDITION, request.conditionExpression())
                .check(
                        request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null,
                        request.hasExpressionAttributeValues() ? request.expressionAttributeValues() : null);
        Condition condition = expressions.condition(request.conditionExpression());
        expressions.checkAllUsed();
        return request.hasExpected()
                ? LegacyConditions.expected(request.expected(), request.conditionalOperator())
                : condition;
    }
}
