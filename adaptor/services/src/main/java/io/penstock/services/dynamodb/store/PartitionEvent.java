package io.penstock.services.dynamodb.store;

import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Item;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to a partition. */
public sealed interface PartitionEvent {

    /** Written to the journal: every layout that ever was stays readable. */
    sealed interface Journaled extends PartitionEvent {}

    /** Follows from what this node did with its store. */
    sealed interface Derived extends PartitionEvent {}

    /** The partition exists, empty; or its indexes changed. */
    record Shaped(TableShape shape) implements Journaled {}

    /**
     * A term began.
     *
     * @param through the last version before it: what the term must see in the topic
     */
    record TermBegun(long term, long through) implements Journaled {}

    /**
     * An item got another image.
     *
     * @param item null when it was removed
     * @param sizeBefore bytes of the image before, -1 for none
     */
    record Changed(Bytes place, long version, @Nullable Item item, int sizeBefore) implements Journaled {

        Entry entry() {
            return new Entry(place, version, item);
        }
    }

    /** A transaction holds items; its changes are known but not made. */
    record Prepared(PreparedWrites writes, long below) implements Journaled {}

    /** A transaction holds nothing any more, and never will. Its changes, if it was committed, are events of their own. */
    record Released(TransactionId id, long below) implements Journaled {}

    /** An answer that shows the state was given; nothing changed. */
    record Fenced() implements Journaled {}

    /**
     * The topic has acknowledged the images of all changes up to this version. Says again, for whoever replays the journal, what {@link Settled} said to this owner's memory:
     * otherwise all that was journaled since the last snapshot would be in the next one's.
     */
    record Stored(long version) implements Journaled {}

    /** The table is gone. */
    record Discarded() implements Journaled {}

    /**
     * The store can answer.
     *
     * @param share is told of the partition's heap from now on
     */
    record Attached(PartitionView view, WriteMemory.Share share) implements Derived {}

    /** These images are in the store. */
    record Settled(List<Entry> entries) implements Derived {
        public Settled {
            entries = List.copyOf(entries);
        }
    }

    /** What a deposed owner's late records must be overwritten with. */
    record Repaired(List<Entry> entries) implements Derived {
        public Repaired {
            entries = List.copyOf(entries);
        }
    }

    /** Prepared transactions were looked after; the next look is not before. */
    record Looked(long nextMillis, List<PreparedWrites> overdue) implements Derived {
        public Looked {
            overdue = List.copyOf(overdue);
        }
    }

    /** Nothing expires before. */
    record ExpiryKnown(long second) implements Derived {}
}
