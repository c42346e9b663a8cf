package io.penstock.services.dynamodb.op;

import io.penstock.services.dynamodb.expression.Condition;
import io.penstock.services.dynamodb.expression.ExpressionKind;
import io.penstock.services.dynamodb.expression.Expressions;
import io.penstock.services.dynamodb.expression.LegacyConditions;
import io.penstock.services.dynamodb.expression.LegacyUpdates;
import io.penstock.services.dynamodb.expression.ReturnedAttributes;
import io.penstock.services.dynamodb.expression.Update;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.SdkValues;
import io.penstock.services.dynamodb.store.PartitionReply.Written;
import io.penstock.services.dynamodb.table.TableDefinition;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** UpdateItem. Without an update it makes the item if there is none. */
public final class UpdateItem implements OperationHandler<UpdateItemRequest, UpdateItemResponse> {

    private final Tables tables;
    private final Writing writing;

    public UpdateItem(Environment environment) {
        this.tables = new Tables(environment);
        this.writing = new Writing(environment);
    }

    /** What a request says in either language. */
    private record Wanted(Update update, Condition condition) {}

    @Override
    public UpdateItemResponse handle(CallContext call, UpdateItemRequest request) throws InterruptedException {
        Wanted wanted = wanted(request);
        TableDefinition table = tables.changeable(call, request.tableName(), request.returnItemCollectionMetrics());
        Written written = writing.write(
                call,
                table,
                Actions.update(table, SdkValues.item(request.key()), wanted.update(), wanted.condition()),
                request.returnValuesOnConditionCheckFailure());
        Consumed consumed = new Consumed(table);
        consumed.write(written.before(), written.after(), false);
        return UpdateItemResponse.builder()
                .attributes(returned(request.returnValues(), wanted.update(), written))
                .consumedCapacity(consumed.answer(request.returnConsumedCapacity()))
                .build();
    }

    private static Wanted wanted(UpdateItemRequest request) {
        Expressions expressions = new Given()
                .legacy("AttributeUpdates", request.hasAttributeUpdates())
                .legacy("Expected", request.hasExpected())
                .legacy("ConditionalOperator", request.conditionalOperator() != null)
                .expression(ExpressionKind.UPDATE, request.updateExpression())
                .expression(ExpressionKind.CONDITION, request.conditionExpression())
                .check(
                        request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null,
                        request.hasExpressionAttributeValues() ? request.expressionAttributeValues() : null);
        Update update = request.updateExpression() == null
                ? LegacyUpdates.update(request.attributeUpdates())
                : expressions.update(request.updateExpression());
        Condition condition = expressions.condition(request.conditionExpression());
        expressions.checkAllUsed();
        return new Wanted(
                update,
                request.hasExpected()
                        ? LegacyConditions.expected(request.expected(), request.conditionalOperator())
                        : condition);
    }

    private static @Nullable Map<String, AttributeValue> returned(
            @Nullable ReturnValue wanted, Update update, Written written) {
        ReturnedAttributes attributes = switch (wanted == null ? ReturnValue.NONE : wanted) {
            case ALL_OLD -> ReturnedAttributes.ALL_OLD;
            case ALL_NEW -> ReturnedAttributes.ALL_NEW;
            case UPDATED_OLD -> ReturnedAttributes.UPDATED_OLD;
            case UPDATED_NEW -> ReturnedAttributes.UPDATED_NEW;
            case NONE, UNKNOWN_TO_SDK_VERSION -> ReturnedAttributes.NONE;
        };
        Item item = attributes.of(update, written.before(), written.after());
        return item.isEmpty() ? null : SdkValues.toSdk(item);
    }
}
