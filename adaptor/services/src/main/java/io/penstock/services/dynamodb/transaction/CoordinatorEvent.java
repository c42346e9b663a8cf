package io.penstock.services.dynamodb.transaction;

import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.transaction.CoordinatorCommand.TableReads;
import java.util.List;

/** What happened at a coordinator. */
public sealed interface CoordinatorEvent {

    /** Written to the journal: every layout that ever was stays readable. */
    sealed interface Journaled extends CoordinatorEvent {}

    /** Follows from what this node did. */
    sealed interface Derived extends CoordinatorEvent {}

    /** @see CoordinatorCommand.Begin */
    record Begun(long number, Bytes token, Bytes fingerprint, List<String> participants, long atMillis)
            implements Journaled {
        public Begun {
            participants = List.copyOf(participants);
        }
    }

    /** The outcome, for ever. */
    record Decided(long number, boolean committed, List<TableReads> reads) implements Journaled {
        public Decided {
            reads = List.copyOf(reads);
        }
    }

    /** Every partition has heard the outcome. */
    record Finished(long number, long atMillis) implements Journaled {}

    /** Tokens of transactions that were finished before are forgotten. */
    record Forgotten(long beforeMillis) implements Journaled {}

    /** Partitions that have not answered for long were told again; the next time is not before. */
    record Retold(long nextMillis) implements Derived {}
}
