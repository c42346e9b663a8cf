package io.penstock.services.dynamodb.op;

import io.penstock.services.dynamodb.expression.ExpressionKind;
import io.penstock.services.dynamodb.expression.Expressions;
import io.penstock.services.dynamodb.expression.LegacyUpdates;
import io.penstock.services.dynamodb.expression.Projection;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Capacity.ReadMode;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.SdkValues;
import io.penstock.services.dynamodb.store.PartitionCommand;
import io.penstock.services.dynamodb.store.PartitionReply;
import io.penstock.services.dynamodb.table.TableDefinition;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;

/** GetItem. */
public final class GetItem implements OperationHandler<GetItemRequest, GetItemResponse> {

    private final Tables tables;
    private final Partitions partitions;

    public GetItem(Environment environment) {
        this.tables = new Tables(environment);
        this.partitions = new Partitions(environment);
    }

    @Override
    public GetItemResponse handle(CallContext call, GetItemRequest request) throws InterruptedException {
        Optional<Projection> projection = projection(request);
        TableDefinition table = tables.usable(call, request.tableName());
        projection.ifPresent(table.guard()::checkPaths);
        Bytes place = Actions.place(table, request.key());
        boolean consistent = Boolean.TRUE.equals(request.consistentRead());
        PartitionReply reply = partitions.ask(
                call, table, Partitions.of(table, place), new PartitionCommand.Get(List.of(place), consistent));
        if (!(reply instanceof PartitionReply.Found(var images))) {
            throw new IllegalStateException("no answer to a read: " + reply);
        }
        Item item = images.getFirst().item();
        Consumed consumed = new Consumed(table);
        consumed.read(null, item.size(), consistent ? ReadMode.CONSISTENT : ReadMode.EVENTUAL);
        GetItemResponse.Builder response =
                GetItemResponse.builder().consumedCapacity(consumed.answer(request.returnConsumedCapacity()));
        return item.isEmpty()
                ? response.build()
                : response.item(SdkValues.toSdk(
                                projection.map(wanted -> wanted.of(item)).orElse(item)))
                        .build();
    }

    private static Optional<Projection> projection(GetItemRequest request) {
        Expressions expressions = new Given()
                .legacy("AttributesToGet", request.hasAttributesToGet())
                .expression(ExpressionKind.PROJECTION, request.projectionExpression())
                .check(request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null, null);
        Optional<Projection> projection = expressions.projection(request.projectionExpression());
        expressions.checkAllUsed();
        return request.hasAttributesToGet()
                ? Optional.of(LegacyUpdates.projection(request.attributesToGet()))
                : projection;
    }
}
