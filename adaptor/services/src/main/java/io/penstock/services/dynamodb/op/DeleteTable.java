package io.penstock.services.dynamodb.op;

import io.penstock.services.dynamodb.store.PartitionReply.Measured;
import io.penstock.services.dynamodb.table.TableCommand;
import io.penstock.services.dynamodb.table.TableDefinition;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;

/** DeleteTable. Answers at once, as AWS does; items, topic and name go soon after. */
public final class DeleteTable implements OperationHandler<DeleteTableRequest, DeleteTableResponse> {

    private final Tables tables;

    public DeleteTable(Environment environment) {
        this.tables = new Tables(environment);
    }

    @Override
    public DeleteTableResponse handle(CallContext call, DeleteTableRequest request) throws InterruptedException {
        String arn = Tables.arn(call, request.tableName()).toString();
        TableDefinition table = tables.submit(call, arn, new TableCommand.Delete());
        return DeleteTableResponse.builder()
                .tableDescription(Descriptions.of(table, new Measured(0, 0)))
                .build();
    }
}
