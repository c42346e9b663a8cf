package io.penstock.services.dynamodb.op;

import io.penstock.services.common.Await;
import io.penstock.services.dynamodb.expression.Condition;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.SdkValues;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import io.penstock.services.dynamodb.rules.DynamoLimits;
import io.penstock.services.dynamodb.store.Action;
import io.penstock.services.dynamodb.store.PartitionCommand;
import io.penstock.services.dynamodb.store.PartitionReply;
import io.penstock.services.dynamodb.table.TableDefinition;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** BatchWriteItem: every write for itself; what meets a busy partition or a transaction is left to the caller, all that meets busy ones is throttled. */
public final class BatchWriteItem implements OperationHandler<BatchWriteItemRequest, BatchWriteItemResponse> {

    private final Tables tables;
    private final Partitions partitions;

    public BatchWriteItem(Environment environment) {
        this.tables = new Tables(environment);
        this.partitions = new Partitions(environment);
    }

    /** A write and what it does. */
    private record One(WriteRequest request, Action action) {}

    /** The writes to one partition and the answer to come. */
    private record Asked(
            String name, TableDefinition table, List<One> writes, CompletableFuture<PartitionReply> reply) {}

    @Override
    public BatchWriteItemResponse handle(CallContext call, BatchWriteItemRequest request) throws InterruptedException {
        int writes =
                request.requestItems().values().stream().mapToInt(List::size).sum();
        if (writes > DynamoLimits.BATCH_WRITE_REQUESTS) {
            throw DynamoFaults.validation("Too many items requested for the BatchWriteItem call");
        }
        // All is checked before anything is written.
        Map<String, TableDefinition> known = new LinkedHashMap<>();
        Map<String, List<One>> checked = new LinkedHashMap<>();
        for (Map.Entry<String, List<WriteRequest>> wanted :
                request.requestItems().entrySet()) {
            TableDefinition table = tables.changeable(call, wanted.getKey(), request.returnItemCollectionMetrics());
            known.put(wanted.getKey(), table);
            checked.put(wanted.getKey(), check(table, wanted.getValue()));
        }
        List<Asked> asked = new ArrayList<>();
        known.forEach((name, table) -> ask(asked, name, table, checked.getOrDefault(name, List.of())));
        return answer(call, request, asked);
    }

    private static List<One> check(TableDefinition table, List<WriteRequest> wanted) {
        List<One> checked = new ArrayList<>();
        Set<Bytes> seen = new HashSet<>();
        for (WriteRequest write : wanted) {
            boolean puts = write.putRequest() != null;
            if (puts == (write.deleteRequest() != null)) {
                throw DynamoFaults.validation(
                        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported "
                                + "datatypes");
            }
            Action action = puts
                    ? Actions.put(table, SdkValues.item(write.putRequest().item()), new Condition.Always())
                    : Actions.delete(table, SdkValues.item(write.deleteRequest().key()), new Condition.Always());
            if (!seen.add(action.place())) {
                throw DynamoFaults.validation("Provided list of item keys contains duplicates");
            }
            checked.add(new One(write, action));
        }
        return checked;
    }

    private void ask(List<Asked> asked, String name, TableDefinition table, List<One> writes) {
        Map<Integer, List<One>> byPartition = new LinkedHashMap<>();
        for (One write : writes) {
            byPartition
                    .computeIfAbsent(Partitions.of(table, write.action().place()), _ -> new ArrayList<>())
                    .add(write);
        }
        byPartition.forEach((partition, some) -> asked.add(new Asked(
                name,
                table,
                some,
                partitions.submit(
                        table,
                        partition,
                        new PartitionCommand.WriteAll(
                                some.stream().map(One::action).toList())))));
    }

    private static BatchWriteItemResponse answer(CallContext call, BatchWriteItemRequest request, List<Asked> asked)
            throws InterruptedException {
        Map<String, List<WriteRequest>> left = new HashMap<>();
        Map<String, Consumed> consumed = new LinkedHashMap<>();
        boolean throttled = !asked.isEmpty();
        for (Asked one : asked) {
            PartitionReply reply = Await.reply(call, one.reply());
            List<PartitionReply> each = reply instanceof PartitionReply.WrittenAll(var replies)
                    ? replies
                    : one.writes().stream().map(write -> reply).toList();
            for (int i = 0; i < each.size(); i++) {
                One write = one.writes().get(i);
                throttled &= each.get(i) instanceof PartitionReply.Busy;
                if (each.get(i) instanceof PartitionReply.Written) {
                    Item after = write.action() instanceof Action.Put put ? put.item() : Item.EMPTY;
                    consumed.computeIfAbsent(one.name(), _ -> new Consumed(one.table()))
                            .write(Item.EMPTY, after, false);
                } else if (each.get(i) instanceof PartitionReply.Absent) {
                    throw DynamoFaults.RESOURCE_NOT_FOUND.with();
                } else {
                    left.computeIfAbsent(one.name(), _ -> new ArrayList<>()).add(write.request());
                }
            }
        }
        if (throttled) {
            throw DynamoFaults.PROVISIONED_THROUGHPUT_EXCEEDED.with();
        }
        List<ConsumedCapacity> capacities = new ArrayList<>();
        consumed.values().forEach(one -> {
            ConsumedCapacity capacity = one.answer(request.returnConsumedCapacity());
            if (capacity != null) {
                capacities.add(capacity);
            }
        });
        BatchWriteItemResponse.Builder response =
                BatchWriteItemResponse.builder().unprocessedItems(left);
        return capacities.isEmpty()
                ? response.build()
                : response.consumedCapacity(capacities).build();
    }
}
