package io.penstock.services.dynamodb.store;

import java.util.concurrent.CompletableFuture;

/** Asks coordinators what became of transactions. */
@FunctionalInterface
public interface Verdicts {

    /** Fails when the coordinator cannot be reached. */
    CompletableFuture<Verdict> ask(TransactionId id);

    /** What a coordinator says; all but {@link Undecided} is durable and final. */
    sealed interface Verdict {

        /** Nothing yet. */
        record Undecided() implements Verdict {}

        /** @param below as in {@link PartitionCommand.Prepare} */
        record Commit(long below) implements Verdict {}

        /** @param below as in {@link PartitionCommand.Prepare} */
        record Abort(long below) implements Verdict {}
    }
}
