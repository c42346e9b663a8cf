package io.penstock.services.dynamodb.transaction;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.port.Machines;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Capacity;
import io.penstock.services.dynamodb.item.Capacity.ReadMode;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import io.penstock.services.dynamodb.rules.DynamoLimits;
import io.penstock.services.dynamodb.store.Action;
import io.penstock.services.dynamodb.store.PartitionCommand;
import io.penstock.services.dynamodb.store.PartitionMachine;
import io.penstock.services.dynamodb.store.PartitionReply;
import io.penstock.services.dynamodb.store.TransactionId;
import io.penstock.services.dynamodb.transaction.CoordinatorCommand.TableReads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a transaction through its phases, for whoever asked for it. Remembers nothing: if it dies, the coordinator goes on. Thread-safe. */
public final class Transactor {

    private static final Logger LOG = LoggerFactory.getLogger(Transactor.class);

    private final Machines machines;

    public Transactor(Machines machines) {
        this.machines = machines;
    }

    /**
     * What a transaction shall do.
     *
     * @param token and fingerprint as in {@link CoordinatorCommand.Begin}
     * @param shares one for each partition
     * @param images whether to answer the items
     */
    public record Plan(AggregateId coordinator, Bytes token, Bytes fingerprint, List<Share> shares, boolean images) {
        public Plan {
            shares = List.copyOf(shares);
        }
    }

    /** The actions on one partition, no two on one item. */
    public record Share(AggregateId partition, String table, List<Action> actions) {
        public Share {
            actions = List.copyOf(actions);
        }
    }

    /** How a transaction ended. */
    public sealed interface Outcome {

        /** All was done, and can be read. For each share what it held. */
        record Committed(List<PartitionReply.Ready> shares) implements Outcome {
            public Committed {
                shares = List.copyOf(shares);
            }
        }

        /** The same request did all of it before. */
        record Repeated(List<TableReads> reads) implements Outcome {}

        /** Nothing was done, and nothing is held. For each share {@link PartitionReply.Ready}, {@link PartitionReply.NotReady} or {@link PartitionReply.Busy}. */
        record Canceled(List<PartitionReply> shares) implements Outcome {
            public Canceled {
                shares = List.copyOf(shares);
            }
        }
    }

    /**
     * Runs a transaction. It goes on if the future is cancelled.
     *
     * <p>Fails with what {@link CoordinatorCommand.Begin} is refused with; {@code ResourceNotFoundException} when a table is gone; a {@code ValidationException} when items
     * are larger than 4 MB together; {@link CommonFaults#UNAVAILABLE} when a node could not be reached: it may have happened, once, and a repetition
     * with the same token tells.
     */
    public CompletableFuture<Outcome> write(Plan plan) {
        List<String> participants =
                plan.shares().stream().map(share -> share.partition().key()).toList();
        return machines.submit(
                        CoordinatorMachine.TYPE,
                        plan.coordinator(),
                        new CoordinatorCommand.Begin(plan.token(), plan.fingerprint(), participants))
                .thenCompose(reply -> switch (reply) {
                    case CoordinatorReply.Begun begun -> prepare(plan, begun);
                    case CoordinatorReply.Repeated(List<TableReads> reads) ->
                        CompletableFuture.<Outcome>completedFuture(new Outcome.Repeated(reads));
                    case CoordinatorReply.Decided _,
                            CoordinatorReply.Unknown _,
                            CoordinatorReply.Told _,
                            CoordinatorReply.Done _ ->
                        throw new IllegalStateException("no answer to a beginning: " + reply);
                });
    }

    private CompletableFuture<Outcome> prepare(Plan plan, CoordinatorReply.Begun begun) {
        TransactionId id = new TransactionId(plan.coordinator().key(), begun.number());
        List<CompletableFuture<PartitionReply>> votes = new ArrayList<>();
        for (Share share : plan.shares()) {
            votes.add(machines.submit(
                    PartitionMachine.TYPE,
                    share.partition(),
                    new PartitionCommand.Prepare(id, begun.below(), share.actions(), plan.images())));
        }
        return CompletableFuture.allOf(votes.toArray(CompletableFuture<?>[]::new))
                .handle((all, failure) -> failure)
                .thenCompose(failure -> {
                    if (failure != null) {
                        return givenUp(plan, id, failure);
                    }
                    return decide(
                            plan,
                            id,
                            votes.stream().map(CompletableFuture::join).toList());
                });
    }

    private CompletableFuture<Outcome> decide(Plan plan, TransactionId id, List<PartitionReply> votes) {
        List<PartitionReply.Ready> ready = new ArrayList<>();
        for (PartitionReply vote : votes) {
            switch (vote) {
                case PartitionReply.Ready one -> ready.add(one);
                case PartitionReply.NotReady _, PartitionReply.Busy _ -> {}
                case PartitionReply.Absent _ -> {
                    return givenUp(plan, id, DynamoFaults.RESOURCE_NOT_FOUND.with());
                }
                case PartitionReply.Over _ -> {
                    return givenUp(plan, id, CommonFaults.UNAVAILABLE.with());
                }
                case PartitionReply.Done _,
                        PartitionReply.Shaped _,
                        PartitionReply.Written _,
                        PartitionReply.Refused _,
                        PartitionReply.Conflict _,
                        PartitionReply.WrittenAll _,
                        PartitionReply.Found _,
                        PartitionReply.Page _,
                        PartitionReply.Measured _ -> throw new IllegalStateException("no vote: " + vote);
            }
        }
        if (ready.size() < votes.size()) {
            return tell(plan, id, false, List.of()).thenApply(_ -> new Outcome.Canceled(votes));
        }
        long bytes = ready.stream()
                .flatMap(one -> one.bytes().stream())
                .mapToLong(Integer::longValue)
                .sum();
        if (bytes > DynamoLimits.TRANSACTION_BYTES) {
            return givenUp(plan, id, DynamoFaults.TRANSACTION_TOO_LARGE.with());
        }
        return tell(plan, id, true, reads(plan, ready)).thenApply(reply -> {
            if (reply instanceof CoordinatorReply.Decided(long _, boolean committed) && committed) {
                return new Outcome.Committed(ready);
            }
            // The coordinator had another owner meanwhile, or had waited for too long.
            throw CommonFaults.UNAVAILABLE.with();
        });
    }

    /** Aborts, and does not wait for it: a partition that could not be reached may not be for long. */
    private CompletableFuture<Outcome> givenUp(Plan plan, TransactionId id, Throwable failure) {
        tell(plan, id, false, List.of()).whenComplete((reply, unheard) -> {
            if (unheard != null) {
                LOG.atDebug().addKeyValue("transaction", id).setCause(unheard).log("its coordinator will abort it");
            }
        });
        return CompletableFuture.failedFuture(failure);
    }

    private CompletableFuture<CoordinatorReply> tell(
            Plan plan, TransactionId id, boolean commit, List<TableReads> reads) {
        return machines.submit(
                CoordinatorMachine.TYPE, plan.coordinator(), new CoordinatorCommand.Decide(id.number(), commit, reads));
    }

    private static List<TableReads> reads(Plan plan, List<PartitionReply.Ready> ready) {
        Map<String, Long> units = new TreeMap<>();
        for (int i = 0; i < ready.size(); i++) {
            for (int bytes : ready.get(i).bytes()) {
                units.merge(
                        plan.shares().get(i).table(), (long) Capacity.read(bytes, ReadMode.TRANSACTIONAL), Long::sum);
            }
        }
        return units.entrySet().stream()
                .map(table -> new TableReads(table.getKey(), table.getValue()))
                .toList();
    }
}
