package io.penstock.services.dynamodb.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.dynamodb.store.PartitionReply.Measured;
import io.penstock.services.dynamodb.table.TableCommand;
import io.penstock.services.dynamodb.table.TableDefinition;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;

/** CreateTable. Answers at once, as AWS does; the table is ACTIVE when its topic and all partitions are there. */
public final class CreateTable implements OperationHandler<CreateTableRequest, CreateTableResponse> {

    private final Tables tables;
    private final int partitions;

    public CreateTable(Environment environment) {
        this.tables = new Tables(environment);
        this.partitions = environment.partitions();
    }

    @Override
    public CreateTableResponse handle(CallContext call, CreateTableRequest request) throws InterruptedException {
        Arn arn = Tables.arn(call, request.tableName());
        TableDefinition draft = TableDrafts.of(arn, request, partitions);
        TableDefinition table = tables.submit(call, arn.toString(), new TableCommand.Create(draft));
        return CreateTableResponse.builder()
                .tableDescription(Descriptions.of(table, new Measured(0, 0)))
                .build();
    }
}
