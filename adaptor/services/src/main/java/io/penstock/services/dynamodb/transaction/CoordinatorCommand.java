package io.penstock.services.dynamodb.transaction;

import io.penstock.services.dynamodb.item.Bytes;
import java.util.List;

/** What a coordinator is asked. */
public sealed interface CoordinatorCommand {

    /** Another node may send it. */
    sealed interface Remote extends CoordinatorCommand {}

    /** From the companion or the host. */
    sealed interface Local extends CoordinatorCommand {}

    /**
     * A transaction begins. Refused with {@code TransactionInProgressException}, {@code IdempotentParameterMismatchException} or {@code RequestLimitExceeded}.
     *
     * @param token what the caller's retries have in common, hashed
     * @param fingerprint of all that the transaction does
     * @param participants keys of the partitions
     */
    record Begin(Bytes token, Bytes fingerprint, List<String> participants) implements Remote {
        public Begin {
            participants = List.copyOf(participants);
        }
    }

    /**
     * All partitions hold their items, or one of them does not. Answered when all have heard.
     *
     * @param reads what a repetition of the request will be said to consume
     */
    record Decide(long number, boolean commit, List<TableReads> reads) implements Remote {
        public Decide {
            reads = List.copyOf(reads);
        }
    }

    /** What became of a transaction. */
    record Ask(long number) implements Remote {}

    /** A new owner aborts what earlier ones left undecided: numbers below this. */
    record Recover(long below) implements Local {}

    /** Every partition has heard the outcome. */
    record Finish(long number) implements Local {}

    /** Time has come. */
    record Due() implements Local {}

    /** Read capacity units of a table. */
    record TableReads(String table, long units) {}
}
