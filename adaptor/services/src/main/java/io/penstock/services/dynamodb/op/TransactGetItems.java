package io.penstock.services.dynamodb.op;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.common.Await;
import io.penstock.services.dynamodb.expression.ExpressionKind;
import io.penstock.services.dynamodb.expression.Expressions;
import io.penstock.services.dynamodb.expression.Projection;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Capacity.ReadMode;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.SdkValues;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import io.penstock.services.dynamodb.rules.DynamoLimits;
import io.penstock.services.dynamodb.store.PartitionCommand;
import io.penstock.services.dynamodb.store.PartitionReply;
import io.penstock.services.dynamodb.store.PartitionReply.Image;
import io.penstock.services.dynamodb.table.TableDefinition;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.Get;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;

/**
 * TransactGetItems: all items as they were at one moment. They are read in rounds until two rounds behind each other found the same versions and nothing held by a
 * transaction; all had these images at the moment between the two.
 */
public final class TransactGetItems implements OperationHandler<TransactGetItemsRequest, TransactGetItemsResponse> {

    private static final int ROUNDS = 4;

    private final Tables tables;
    private final Partitions partitions;

    public TransactGetItems(Environment environment) {
        this.tables = new Tables(environment);
        this.partitions = new Partitions(environment);
    }

    private record One(TableDefinition table, Bytes place, Optional<Projection> projection) {}

    /**
     * What is read of one partition.
     *
     * @param positions of the items in the request
     */
    private record Part(TableDefinition table, int partition, List<Integer> positions) {}

    /** A part and its answer to come. */
    private record Asked(Part part, CompletableFuture<PartitionReply> reply) {}

    @Override
    public TransactGetItemsResponse handle(CallContext call, TransactGetItemsRequest request)
            throws InterruptedException {
        List<Optional<Projection>> projections = request.transactItems().stream()
                .map(TransactGetItem::get)
                .map(TransactGetItems::projection)
                .toList();
        List<One> wanted = new ArrayList<>();
        Set<Map.Entry<String, Bytes>> seen = new HashSet<>();
        for (int i = 0; i < projections.size(); i++) {
            Get get = request.transactItems().get(i).get();
            TableDefinition table = tables.usable(call, get.tableName());
            projections.get(i).ifPresent(table.guard()::checkPaths);
            One one = new One(table, place(table, request, i), projections.get(i));
            if (!seen.add(Map.entry(table.arn(), one.place()))) {
                throw DynamoFaults.SEVERAL_OPERATIONS_ON_ONE_ITEM.with();
            }
            wanted.add(one);
        }
        return answer(request, wanted, read(call, wanted));
    }

    private static Bytes place(TableDefinition table, TransactGetItemsRequest request, int position) {
        try {
            return Actions.place(
                    table, request.transactItems().get(position).get().key());
        } catch (FaultException e) {
            throw DynamoFaults.invalidAction(request.transactItems().size(), position, e);
        }
    }

    private static Optional<Projection> projection(Get get) {
        Expressions expressions = new Given()
                .expression(ExpressionKind.PROJECTION, get.projectionExpression())
                .check(get.hasExpressionAttributeNames() ? get.expressionAttributeNames() : null, null);
        Optional<Projection> projection = expressions.projection(get.projectionExpression());
        expressions.checkAllUsed();
        return projection;
    }

    private List<Image> read(CallContext call, List<One> wanted) throws InterruptedException {
        List<Part> parts = parts(wanted);
        List<Image> before = round(call, wanted, parts);
        List<Boolean> changed = List.of();
        for (int round = 1; round < ROUNDS; round++) {
            List<Image> now = round(call, wanted, parts);
            changed = changed(before, now);
            if (!changed.contains(true)) {
                return now;
            }
            before = now;
        }
        throw canceled(changed);
    }

    private static List<Boolean> changed(List<Image> before, List<Image> now) {
        List<Boolean> changed = new ArrayList<>();
        for (int i = 0; i < now.size(); i++) {
            Image one = before.get(i);
            Image other = now.get(i);
            // A version of where nothing is says nothing of one that is there.
            changed.add(one.version() != other.version()
                    || one.item().isEmpty() != other.item().isEmpty());
        }
        return changed;
    }

    private List<Image> round(CallContext call, List<One> wanted, List<Part> parts) throws InterruptedException {
        List<Asked> asked = parts.stream()
                .map(part -> new Asked(
                        part,
                        partitions.submit(
                                part.table(),
                                part.partition(),
                                new PartitionCommand.Get(
                                        part.positions().stream()
                                                .map(i -> wanted.get(i).place())
                                                .toList(),
                                        true))))
                .toList();
        Map<Integer, Image> found = new TreeMap<>();
        for (Asked one : asked) {
            PartitionReply reply = Partitions.checked(Await.reply(call, one.reply()));
            if (!(reply instanceof PartitionReply.Found(List<Image> images))) {
                throw new IllegalStateException("no answer to a read: " + reply);
            }
            for (int i = 0; i < images.size(); i++) {
                found.put(one.part().positions().get(i), images.get(i));
            }
        }
        List<Image> images = List.copyOf(found.values());
        List<Boolean> held = images.stream().map(Image::locked).toList();
        if (held.contains(true)) {
            throw canceled(held);
        }
        return images;
    }

    private static RuntimeException canceled(List<Boolean> conflicts) {
        List<CancellationReason> reasons = conflicts.stream()
                .map(conflict -> conflict ? DynamoFaults.conflictReason() : DynamoFaults.noReason())
                .toList();
        return DynamoFaults.transactionCanceled(reasons);
    }

    private static List<Part> parts(List<One> wanted) {
        Map<Map.Entry<String, Integer>, Part> parts = new LinkedHashMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            One one = wanted.get(i);
            int partition = Partitions.of(one.table(), one.place());
            parts.computeIfAbsent(
                            Map.entry(one.table().arn(), partition),
                            _ -> new Part(one.table(), partition, new ArrayList<>()))
                    .positions()
                    .add(i);
        }
        return List.copyOf(parts.values());
    }

    private static TransactGetItemsResponse answer(
            TransactGetItemsRequest request, List<One> wanted, List<Image> images) {
        long bytes = 0;
        Map<String, Consumed> consumed = new LinkedHashMap<>();
        List<ItemResponse> responses = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            One one = wanted.get(i);
            Item item = images.get(i).item();
            bytes += item.size();
            consumed.computeIfAbsent(one.table().arn(), _ -> new Consumed(one.table()))
                    .read(null, item.size(), ReadMode.TRANSACTIONAL);
            responses.add(
                    item.isEmpty()
                            ? ItemResponse.builder().build()
                            : ItemResponse.builder()
                                    .item(SdkValues.toSdk(one.projection()
                                            .map(projection -> projection.of(item))
                                            .orElse(item)))
                                    .build());
        }
        if (bytes > DynamoLimits.TRANSACTION_BYTES) {
            throw DynamoFaults.TRANSACTION_TOO_LARGE.with();
        }
        List<ConsumedCapacity> capacities = new ArrayList<>();
        consumed.values().forEach(one -> {
            ConsumedCapacity capacity = one.answer(request.returnConsumedCapacity());
            if (capacity != null) {
                capacities.add(capacity.toBuilder()
                        .readCapacityUnits(capacity.capacityUnits())
                        .build());
            }
        });
        TransactGetItemsResponse.Builder response =
                TransactGetItemsResponse.builder().responses(responses);
        return capacities.isEmpty()
                ? response.build()
                : response.consumedCapacity(capacities).build();
    }
}
