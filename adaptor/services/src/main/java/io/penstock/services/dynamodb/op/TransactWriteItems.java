package io.penstock.services.dynamodb.op;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.common.Await;
import io.penstock.services.dynamodb.item.ByteSink;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.SdkValues;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import io.penstock.services.dynamodb.store.Action;
import io.penstock.services.dynamodb.store.PartitionMachine;
import io.penstock.services.dynamodb.store.PartitionReply;
import io.penstock.services.dynamodb.store.PartitionReply.Problem;
import io.penstock.services.dynamodb.table.TableDefinition;
import io.penstock.services.dynamodb.transaction.CoordinatorCommand.TableReads;
import io.penstock.services.dynamodb.transaction.CoordinatorMachine;
import io.penstock.services.dynamodb.transaction.Transactor;
import io.penstock.services.dynamodb.transaction.Transactor.Outcome;
import io.penstock.services.dynamodb.transaction.Transactor.Plan;
import io.penstock.services.dynamodb.transaction.Transactor.Share;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;

/** TransactWriteItems: all actions or none. */
public final class TransactWriteItems
        implements OperationHandler<TransactWriteItemsRequest, TransactWriteItemsResponse> {

    private final Environment environment;
    private final Tables tables;
    private final Transactor transactor;

    public TransactWriteItems(Environment environment) {
        this.environment = environment;
        this.tables = new Tables(environment);
        this.transactor = new Transactor(environment.machines());
    }

    /** An action and its table. */
    private record One(TableDefinition table, Action action) {}

    /**
     * What one partition does.
     *
     * @param positions of the actions in the request
     */
    private record Part(TableDefinition table, int partition, List<Integer> positions) {}

    @Override
    public TransactWriteItemsResponse handle(CallContext call, TransactWriteItemsRequest request)
            throws InterruptedException {
        List<WantedWrite> wanted =
                request.transactItems().stream().map(WantedWrite::of).toList();
        List<One> actions = checked(call, wanted, request.returnItemCollectionMetrics());
        List<Part> parts = parts(actions);
        boolean counted = request.returnConsumedCapacity() != null
                && request.returnConsumedCapacity() != ReturnConsumedCapacity.NONE;
        Bytes token = token(request.clientRequestToken());
        Plan plan = new Plan(
                CoordinatorMachine.id(call.region(), call.account(), token),
                token,
                Fingerprint.of(request.transactItems()),
                parts.stream().map(part -> share(part, actions)).toList(),
                counted);
        Outcome outcome = Await.reply(call, transactor.write(plan));
        List<ConsumedCapacity> consumed = switch (outcome) {
            case Outcome.Committed(List<PartitionReply.Ready> shares) ->
                written(parts, shares, request.returnConsumedCapacity());
            case Outcome.Repeated(List<TableReads> reads) -> counted ? read(reads) : List.of();
            case Outcome.Canceled(List<PartitionReply> shares) ->
                throw DynamoFaults.transactionCanceled(reasons(wanted, parts, shares));
        };
        return consumed.isEmpty()
                ? TransactWriteItemsResponse.builder().build()
                : TransactWriteItemsResponse.builder()
                        .consumedCapacity(consumed)
                        .build();
    }

    /** Hashed, since the coordinator only compares it. A request without one cannot be repeated. */
    private Bytes token(@Nullable String given) {
        return Fingerprint.hash(
                given == null
                        ? new ByteSink(20)
                                .number(environment.chance().random().nextLong() >>> 1)
                                .number(environment.chance().random().nextLong() >>> 1)
                                .toArray()
                        : given.getBytes(StandardCharsets.UTF_8));
    }

    /** What does not fit its table cancels the transaction before it begins. The first such action is told, as on AWS. */
    private List<One> checked(CallContext call, List<WantedWrite> wanted, @Nullable ReturnItemCollectionMetrics metrics)
            throws InterruptedException {
        Map<String, TableDefinition> known = new HashMap<>();
        for (WantedWrite write : wanted) {
            if (!known.containsKey(write.table())) {
                known.put(write.table(), tables.changeable(call, write.table(), metrics));
            }
        }
        List<One> actions = new ArrayList<>();
        Set<Map.Entry<String, Bytes>> seen = new HashSet<>();
        for (WantedWrite write : wanted) {
            TableDefinition table = known.get(write.table());
            if (table == null) {
                throw new IllegalStateException("table " + write.table() + " was not looked up");
            }
            try {
                Action action = write.action().apply(table);
                if (!seen.add(Map.entry(table.arn(), action.place()))) {
                    throw DynamoFaults.SEVERAL_OPERATIONS_ON_ONE_ITEM.with();
                }
                actions.add(new One(table, action));
            } catch (FaultException e) {
                if (!e.fault().equals(DynamoFaults.VALIDATION)) {
                    throw e;
                }
                throw DynamoFaults.invalidAction(wanted.size(), actions.size(), e);
            }
        }
        return actions;
    }

    private static List<Part> parts(List<One> actions) {
        Map<Map.Entry<String, Integer>, Part> parts = new LinkedHashMap<>();
        for (int i = 0; i < actions.size(); i++) {
            One one = actions.get(i);
            int partition = Partitions.of(one.table(), one.action().place());
            parts.computeIfAbsent(
                            Map.entry(one.table().arn(), partition),
                            _ -> new Part(one.table(), partition, new ArrayList<>()))
                    .positions()
                    .add(i);
        }
        return List.copyOf(parts.values());
    }

    private static Share share(Part part, List<One> actions) {
        TableDefinition table = part.table();
        return new Share(
                PartitionMachine.id(table.arn(), table.id(), part.partition()),
                table.name(),
                part.positions().stream().map(i -> actions.get(i).action()).toList());
    }

    private static List<CancellationReason> reasons(
            List<WantedWrite> wanted, List<Part> parts, List<PartitionReply> shares) {
        List<CancellationReason> reasons = new ArrayList<>(Collections.nCopies(wanted.size(), DynamoFaults.noReason()));
        for (int share = 0; share < shares.size(); share++) {
            List<Integer> positions = parts.get(share).positions();
            if (shares.get(share) instanceof PartitionReply.Busy) {
                positions.forEach(i -> reasons.set(i, DynamoFaults.throughputReason()));
            } else if (shares.get(share) instanceof PartitionReply.NotReady(List<@Nullable Problem> problems)) {
                for (int i = 0; i < problems.size(); i++) {
                    Problem problem = problems.get(i);
                    if (problem != null) {
                        int position = positions.get(i);
                        reasons.set(
                                position, reason(problem, wanted.get(position).returnsOld()));
                    }
                }
            }
        }
        return reasons;
    }

    private static CancellationReason reason(Problem problem, boolean returnsOld) {
        return switch (problem.kind()) {
            case CONDITION -> DynamoFaults.conditionReason(returnsOld ? SdkValues.toSdk(problem.item()) : Map.of());
            case CONFLICT -> DynamoFaults.conflictReason();
            case VALIDATION -> DynamoFaults.validationReason(problem.message());
            case BUSY -> DynamoFaults.throughputReason();
        };
    }

    private static List<ConsumedCapacity> written(
            List<Part> parts, List<PartitionReply.Ready> shares, @Nullable ReturnConsumedCapacity wanted) {
        Map<String, Consumed> consumed = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            TableDefinition table = parts.get(i).table();
            PartitionReply.Ready ready = shares.get(i);
            Consumed one = consumed.computeIfAbsent(table.arn(), _ -> new Consumed(table));
            for (PartitionReply.Written image : ready.images()) {
                one.write(image.before(), image.after(), true);
            }
        }
        List<ConsumedCapacity> answers = new ArrayList<>();
        consumed.values().forEach(one -> {
            ConsumedCapacity answer = one.answer(wanted);
            if (answer != null) {
                answers.add(answer.toBuilder()
                        .writeCapacityUnits(answer.capacityUnits())
                        .build());
            }
        });
        return answers;
    }

    /** A repetition reads what the first request wrote. */
    private static List<ConsumedCapacity> read(List<TableReads> reads) {
        return reads.stream()
                .map(table -> ConsumedCapacity.builder()
                        .tableName(table.table())
                        .capacityUnits((double) table.units())
                        .readCapacityUnits((double) table.units())
                        .build())
                .toList();
    }
}
