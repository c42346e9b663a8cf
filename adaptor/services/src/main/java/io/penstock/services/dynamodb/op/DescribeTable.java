package io.penstock.services.dynamodb.op;

import io.penstock.services.dynamodb.table.TableDefinition;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;

/** DescribeTable. Count and size are those of this moment, not of some hours ago as AWS's. */
public final class DescribeTable implements OperationHandler<DescribeTableRequest, DescribeTableResponse> {

    private final Tables tables;
    private final Partitions partitions;

    public DescribeTable(Environment environment) {
        this.tables = new Tables(environment);
        this.partitions = new Partitions(environment);
    }

    @Override
    public DescribeTableResponse handle(CallContext call, DescribeTableRequest request) throws InterruptedException {
        TableDefinition table = tables.current(call, request.tableName());
        return DescribeTableResponse.builder()
                .table(Descriptions.of(table, partitions.measure(call, table)))
                .build();
    }
}
