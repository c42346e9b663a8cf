package io.penstock.services.dynamodb.transaction;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.port.Machines;
import io.penstock.services.dynamodb.store.PartitionCommand;
import io.penstock.services.dynamodb.store.PartitionMachine;
import io.penstock.services.dynamodb.store.PartitionReply;
import io.penstock.services.dynamodb.store.TransactionId;
import io.penstock.services.dynamodb.transaction.CoordinatorState.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells partitions outcomes until each has answered. Knows what is durable only. */
public final class CoordinatorCompanion implements Companion<CoordinatorState, CoordinatorEvent, CoordinatorReply> {

    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorCompanion.class);

    /**
     * What companions share.
     *
     * @param later runs what failed again, after a pause
     */
    public record Surroundings(Machines machines, Executor later) {}

    private final Self<CoordinatorCommand, CoordinatorReply> self;
    private final Surroundings around;
    /** Participants of open transactions. */
    private final TreeMap<Long, List<String>> open = new TreeMap<>();

    private final Map<Long, Telling> tellings = new HashMap<>();
    private long next;
    private boolean closed;

    /** An outcome on its way. */
    private static final class Telling {
        private final long number;
        private final boolean commit;
        private final Set<String> left;
        private final CompletableFuture<Void> told = new CompletableFuture<>();

        Telling(long number, boolean commit, List<String> participants) {
            this.number = number;
            this.commit = commit;
            this.left = new HashSet<>(participants);
        }
    }

    public CoordinatorCompanion(Self<CoordinatorCommand, CoordinatorReply> self, Surroundings around) {
        this.self = self;
        this.around = around;
    }

    @Override
    public void opened(CoordinatorState state) {
        List<Telling> begun = new ArrayList<>();
        synchronized (this) {
            next = state.next();
            state.open().forEach((number, transaction) -> {
                open.put(number, transaction.participants());
                if (transaction.outcome().phase() != Phase.UNDECIDED) {
                    begun.add(begin(number, transaction.outcome().phase() == Phase.COMMITTED));
                }
            });
        }
        begun.forEach(this::tellAll);
        if (begun.size() < state.open().size()) {
            submit(new CoordinatorCommand.Recover(state.next()));
        }
    }

    @Override
    public void committed(CoordinatorState state, List<CoordinatorEvent> events) {
        List<Telling> due = new ArrayList<>();
        synchronized (this) {
            for (CoordinatorEvent event : events) {
                switch (event) {
                    case CoordinatorEvent.Begun one -> {
                        open.put(one.number(), one.participants());
                        next = one.number() + 1;
                    }
                    case CoordinatorEvent.Decided decided -> due.add(begin(decided.number(), decided.committed()));
                    case CoordinatorEvent.Finished(long number, long _) -> open.remove(number);
                    case CoordinatorEvent.Forgotten _ -> {}
                    case CoordinatorEvent.Retold _ -> due.addAll(tellings.values());
                }
            }
        }
        due.forEach(this::tellAll);
    }

    private Telling begin(long number, boolean commit) {
        Telling telling = new Telling(number, commit, open.getOrDefault(number, List.of()));
        tellings.put(number, telling);
        return telling;
    }

    private void tellAll(Telling telling) {
        List<String> left;
        synchronized (this) {
            left = List.copyOf(telling.left);
        }
        left.forEach(participant -> tell(telling, participant));
    }

    private void tell(Telling telling, String participant) {
        PartitionCommand word;
        synchronized (this) {
            if (closed) {
                return;
            }
            TransactionId id = new TransactionId(self.id().key(), telling.number);
            long below = open.isEmpty() ? next : open.firstKey();
            word = telling.commit ? new PartitionCommand.Commit(id, below) : new PartitionCommand.Abort(id, below);
        }
        around.machines()
                .submit(PartitionMachine.TYPE, new AggregateId(participant), word)
                .whenComplete((reply, failure) -> {
                    if (failure == null) {
                        if (telling.commit && reply instanceof PartitionReply.Over) {
                            LOG.atError()
                                    .addKeyValue("transaction", word)
                                    .addKeyValue("partition", participant)
                                    .log(
                                            "a partition has lost what it had prepared: its part of a committed transaction is not made");
                        }
                        heard(telling, participant);
                    } else {
                        LOG.atDebug()
                                .addKeyValue("partition", participant)
                                .setCause(failure)
                                .log("a partition did not hear an outcome, it will be told again");
                        around.later().execute(() -> tell(telling, participant));
                    }
                });
    }

    private void heard(Telling telling, String participant) {
        synchronized (this) {
            if (closed || !telling.left.remove(participant) || !telling.left.isEmpty()) {
                return;
            }
            tellings.remove(telling.number);
        }
        submit(new CoordinatorCommand.Finish(telling.number));
        telling.told.complete(null);
    }

    private void submit(CoordinatorCommand command) {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        self.submit(command).whenComplete((reply, failure) -> {
            if (failure != null) {
                around.later().execute(() -> submit(command));
            }
        });
    }

    @Override
    public CompletableFuture<CoordinatorReply> complete(CoordinatorReply reply) {
        return switch (reply) {
            case CoordinatorReply.Decided(long number, boolean _) -> {
                synchronized (this) {
                    Telling telling = tellings.get(number);
                    yield closed || telling == null
                            ? CompletableFuture.completedFuture(reply)
                            : telling.told.thenApply(_ -> reply);
                }
            }
            case CoordinatorReply.Begun _,
                    CoordinatorReply.Repeated _,
                    CoordinatorReply.Unknown _,
                    CoordinatorReply.Told _,
                    CoordinatorReply.Done _ -> CompletableFuture.completedFuture(reply);
        };
    }

    @Override
    public void closed() {
        List<Telling> untold;
        synchronized (this) {
            closed = true;
            untold = List.copyOf(tellings.values());
            tellings.clear();
        }
        untold.forEach(telling -> telling.told.completeExceptionally(CommonFaults.UNAVAILABLE.with()));
    }
}
