package io.penstock.services.dynamodb.op;

import io.penstock.services.dynamodb.rules.DynamoFaults;
import io.penstock.services.dynamodb.store.PartitionReply.Measured;
import io.penstock.services.dynamodb.table.TableCommand;
import io.penstock.services.dynamodb.table.TableDefinition;
import io.penstock.services.dynamodb.table.TableDefinition.Index;
import io.penstock.services.dynamodb.table.TableDefinition.Throughput;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateGlobalSecondaryIndexAction;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;

/** UpdateTable: throughput, billing mode, class, deletion protection, one index created or deleted at a time. */
public final class UpdateTable implements OperationHandler<UpdateTableRequest, UpdateTableResponse> {

    private final Tables tables;

    public UpdateTable(Environment environment) {
        this.tables = new Tables(environment);
    }

    @Override
    public UpdateTableResponse handle(CallContext call, UpdateTableRequest request) throws InterruptedException {
        String arn = Tables.arn(call, request.tableName()).toString();
        refuseWhatIsNotThere(request);
        TableDefinition table = tables.submit(call, arn, new TableCommand.Update(changes(request)));
        return UpdateTableResponse.builder()
                .tableDescription(Descriptions.of(table, new Measured(0, 0)))
                .build();
    }

    private static void refuseWhatIsNotThere(UpdateTableRequest request) {
        boolean any = Stream.of(
                        request.streamSpecification(),
                        request.sseSpecification(),
                        request.multiRegionConsistency(),
                        request.warmThroughput(),
                        request.onDemandThroughput())
                .anyMatch(given -> given != null);
        if (any || request.hasReplicaUpdates() || request.hasGlobalTableWitnessUpdates()) {
            throw DynamoFaults.validation("Streams, encryption keys, replicas, warm and on-demand throughput are not "
                    + "supported by UpdateTable");
        }
    }

    private static TableCommand.Changes changes(UpdateTableRequest request) {
        @Nullable
        Boolean onDemand = request.billingMode() == null ? null : request.billingMode() == BillingMode.PAY_PER_REQUEST;
        if (Boolean.TRUE.equals(onDemand) && request.provisionedThroughput() != null) {
            TableDrafts.checkThroughput(true, request.provisionedThroughput());
        }
        Map<String, Throughput> throughputs = new HashMap<>();
        @Nullable Index create = null;
        @Nullable String delete = null;
        int structural = 0;
        for (GlobalSecondaryIndexUpdate update : request.globalSecondaryIndexUpdates()) {
            if (update.update() != null) {
                throughputs.put(
                        update.update().indexName(),
                        TableDrafts.throughput(update.update().provisionedThroughput()));
            }
            CreateGlobalSecondaryIndexAction created = update.create();
            if (created != null) {
                create = TableDrafts.global(
                        created.indexName(),
                        created.keySchema(),
                        created.projection(),
                        TableDrafts.throughput(created.provisionedThroughput()));
                structural++;
            }
            if (update.delete() != null) {
                delete = update.delete().indexName();
                structural++;
            }
        }
        if (structural > 1) {
            throw DynamoFaults.LIMIT_EXCEEDED.with("Subscriber limit exceeded: Only 1 online index can be created or "
                    + "deleted simultaneously per table");
        }
        TableCommand.Changes changes = new TableCommand.Changes(
                onDemand,
                request.provisionedThroughput() == null
                        ? null
                        : TableDrafts.throughput(request.provisionedThroughput()),
                request.tableClassAsString(),
                request.deletionProtectionEnabled(),
                TableDrafts.attributes(request.attributeDefinitions()),
                throughputs,
                create,
                delete);
        boolean nothing = changes.equals(
                new TableCommand.Changes(null, null, null, null, changes.attributes(), Map.of(), null, null));
        if (nothing) {
            throw DynamoFaults.validation("At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
                    + "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required");
        }
        return changes;
    }
}
