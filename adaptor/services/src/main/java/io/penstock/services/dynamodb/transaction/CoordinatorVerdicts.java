package io.penstock.services.dynamodb.transaction;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.port.Machines;
import io.penstock.services.dynamodb.store.TransactionId;
import io.penstock.services.dynamodb.store.Verdicts;
import java.util.concurrent.CompletableFuture;

/** Verdicts of the coordinators, wherever they are. */
public final class CoordinatorVerdicts implements Verdicts {

    private final Machines machines;

    public CoordinatorVerdicts(Machines machines) {
        this.machines = machines;
    }

    @Override
    public CompletableFuture<Verdict> ask(TransactionId id) {
        return machines.submit(
                        CoordinatorMachine.TYPE,
                        new AggregateId(id.coordinator()),
                        new CoordinatorCommand.Ask(id.number()))
                .thenApply(reply -> {
                    if (reply instanceof CoordinatorReply.Told(Verdict verdict)) {
                        return verdict;
                    }
                    throw new IllegalStateException("no answer to a question for " + id + ": " + reply);
                });
    }
}
