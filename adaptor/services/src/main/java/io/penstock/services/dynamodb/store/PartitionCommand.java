package io.penstock.services.dynamodb.store;

import io.penstock.services.dynamodb.item.Bytes;
import java.util.List;

/** What a partition is asked. Names and values were checked against the table before. */
public sealed interface PartitionCommand {

    /** Another node may send it. */
    sealed interface Remote extends PartitionCommand {}

    /** From the companion or the host of the partition. */
    sealed interface Local extends PartitionCommand {}

    /** The partition exists, or its indexes changed. Answered when every index is complete. */
    record Shape(TableShape shape) implements Remote {}

    /** The table is gone. */
    record Discard() implements Remote {}

    /** Changes an item. */
    record Write(Action action) implements Remote {}

    /** Changes items, each for itself. */
    record WriteAll(List<Action> actions) implements Remote {
        public WriteAll {
            actions = List.copyOf(actions);
        }
    }

    /**
     * Reads items.
     *
     * @param consistent whether nothing older may be answered than what was acknowledged to anybody
     */
    record Get(List<Bytes> places, boolean consistent) implements Remote {
        public Get {
            places = List.copyOf(places);
        }
    }

    /**
     * Reads a stretch of the table or of an index.
     *
     * @param index 0 for the table
     * @param items at most so many
     * @param bytes stops with the item that makes it so many
     * @param consistent as in {@link Get}
     */
    record Read(int index, Range range, int items, int bytes, boolean consistent) implements Remote {}

    /** Numbers of the partition. */
    record Measure() implements Remote {}

    /**
     * Checks the conditions of a transaction and holds its items.
     *
     * @param below no transaction of the coordinator with a smaller number is open
     * @param images whether the answer shall have the items, for reckoning what indexes cost
     */
    record Prepare(TransactionId id, long below, List<Action> actions, boolean images) implements Remote {
        public Prepare {
            actions = List.copyOf(actions);
        }
    }

    /** Makes the changes of a prepared transaction. Without effect when they are made. */
    record Commit(TransactionId id, long below) implements Remote {}

    /** Forgets a transaction, and refuses to prepare it later. Without effect when it is over. */
    record Abort(TransactionId id, long below) implements Remote {}

    /** Begins a term. */
    record BeginTerm() implements Local {}

    /** The store is ready. */
    record Attach(PartitionView view, WriteMemory.Share share) implements Local {}

    /** These are in the store. */
    record Settle(List<Entry> entries) implements Local {}

    /** The topic and the store have all changes up to this version. */
    record Store(long version) implements Local {}

    /** A deposed owner's late records stand last in the topic for these. */
    record Repair(List<Bytes> places) implements Local {
        public Repair {
            places = List.copyOf(places);
        }
    }

    /** Time has come. */
    record Due() implements Local {}
}
