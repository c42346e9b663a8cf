package io.penstock.services.dynamodb.store;

import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Item;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A partition in its owner's memory: all but what its store holds. Belongs to the host's thread. */
public final class PartitionState {

    /** No time to expire is known. */
    static final long NEVER = Long.MAX_VALUE;

    private final NavigableMap<Bytes, Entry> overlay = new TreeMap<>();
    private final Set<Bytes> locks = new HashSet<>();
    private final Map<TransactionId, PreparedWrites> prepared = new LinkedHashMap<>();
    private final Map<String, EndedTransactions> ended = new TreeMap<>();
    private final Removals removals = new Removals();
    private @Nullable TableShape shape;
    private @Nullable PartitionView view;
    private WriteMemory.@Nullable Share share;
    private long overlayBytes;
    private long heldBytes;
    private long term;
    private long version;
    private long items;
    private long bytes;
    private long nextExpiry = NEVER;
    private long nextLook;

    @Nullable
    TableShape shape() {
        return shape;
    }

    Optional<PartitionView> view() {
        return Optional.ofNullable(view);
    }

    /** Images that are not in the store yet, by place; to be read only. */
    NavigableMap<Bytes, Entry> overlay() {
        return overlay;
    }

    /** Heap of the overlay and of what transactions will do, about. */
    long heap() {
        return overlayBytes + heldBytes;
    }

    /** Whether the node has room for another change. */
    boolean hasRoom() {
        WriteMemory.Share known = share;
        return known == null || known.hasRoom();
    }

    long term() {
        return term;
    }

    /** Of the last change. */
    long version() {
        return version;
    }

    long items() {
        return items;
    }

    /** Sizes of all items, as AWS counts them. */
    long bytes() {
        return bytes;
    }

    /** The second at which something may expire. */
    long nextExpiry() {
        return nextExpiry;
    }

    /** When, in epoch milliseconds, transactions that are prepared for long are looked after. */
    long nextLook() {
        return prepared.isEmpty() ? NEVER : nextLook;
    }

    /** Transactions that hold items, the oldest first; to be read only. */
    Collection<PreparedWrites> prepared() {
        return prepared.values();
    }

    Optional<PreparedWrites> prepared(TransactionId id) {
        return Optional.ofNullable(prepared.get(id));
    }

    boolean isLocked(Bytes place) {
        return locks.contains(place);
    }

    /** Whether a transaction was committed or aborted here, or is too old to be prepared. */
    boolean isOver(TransactionId id) {
        EndedTransactions known = ended.get(id.coordinator());
        return known != null && known.isOver(id.number());
    }

    /** Transactions that are over, by coordinator; to be read only. */
    Map<String, EndedTransactions> ended() {
        return ended;
    }

    /** The version of a place where nothing is: another one each time after something was there. */
    long absentVersion(Bytes place) {
        return removals.near(place);
    }

    /** The image of an item now, undecided changes included. The store must be attached. */
    Optional<Entry> find(Bytes place) {
        Entry known = overlay.get(place);
        if (known != null) {
            return known.item() == null ? Optional.empty() : Optional.of(known);
        }
        return attached().find(place);
    }

    PartitionView attached() {
        PartitionView open = view;
        if (open == null) {
            throw new IllegalStateException("the store of a partition is asked before it is attached");
        }
        return open;
    }

    void apply(PartitionEvent event) {
        switch (event) {
            case PartitionEvent.Shaped(TableShape shaped) -> shape = shaped;
            case PartitionEvent.TermBegun(long begun, long _) -> {
                term = begun;
                // The term may find that the store must be built anew.
                view = null;
            }
            case PartitionEvent.Changed changed -> change(changed);
            case PartitionEvent.Prepared(PreparedWrites writes, long below) -> {
                ended(writes.id().coordinator()).advance(below);
                hold(writes);
            }
            case PartitionEvent.Released(TransactionId id, long below) -> release(id, below);
            case PartitionEvent.Discarded() -> discard();
            case PartitionEvent.Attached(PartitionView attached, WriteMemory.Share charged) -> {
                view = attached;
                share = charged;
                // What expires first is not known; looking once tells.
                nextExpiry = shape != null && shape.expiry().isPresent() ? 0 : NEVER;
            }
            case PartitionEvent.Settled settled -> settled.entries().forEach(this::settle);
            case PartitionEvent.Stored(long through) -> forget(through);
            case PartitionEvent.Repaired _, PartitionEvent.Fenced _ -> {}
            case PartitionEvent.ExpiryKnown(long second) -> nextExpiry = second;
            case PartitionEvent.Looked looked -> nextLook = looked.nextMillis();
        }
        WriteMemory.Share charged = share;
        if (charged != null) {
            charged.hold(heap());
        }
    }

    private void change(PartitionEvent.Changed changed) {
        put(changed.entry());
        version = Math.max(version, changed.version());
        Item item = changed.item();
        if (item == null) {
            removals.add(changed.place(), changed.version());
        }
        int before = changed.sizeBefore();
        items += (item == null ? 0 : 1) - (before < 0 ? 0 : 1);
        bytes += (item == null ? 0 : item.size()) - Math.max(0, before);
        TableShape known = shape;
        if (known != null) {
            IndexKeys.expiry(known, item).ifPresent(second -> nextExpiry = Math.min(nextExpiry, second));
        }
    }

    void put(Entry entry) {
        Entry old = overlay.put(entry.place(), entry);
        overlayBytes += entry.weight() - (old == null ? 0 : old.weight());
    }

    private void settle(Entry settled) {
        Entry known = overlay.get(settled.place());
        if (known != null && known.version() == settled.version()) {
            overlay.remove(settled.place());
            overlayBytes -= known.weight();
        }
    }

    private void forget(long through) {
        overlay.values().removeIf(entry -> {
            boolean stored = entry.version() <= through;
            overlayBytes -= stored ? entry.weight() : 0;
            return stored;
        });
    }

    void hold(PreparedWrites writes) {
        if (prepared.isEmpty()) {
            nextLook = writes.atMillis() + TransactionDecisions.OVERDUE.toMillis();
        }
        prepared.put(writes.id(), writes);
        heldBytes += writes.weight();
        writes.writes().forEach(write -> locks.add(write.place()));
    }

    private void release(TransactionId id, long below) {
        PreparedWrites writes = prepared.remove(id);
        if (writes != null) {
            heldBytes -= writes.weight();
            writes.writes().forEach(write -> locks.remove(write.place()));
        }
        EndedTransactions known = ended(id.coordinator());
        known.advance(below);
        known.end(id.number());
    }

    EndedTransactions ended(String coordinator) {
        return ended.computeIfAbsent(coordinator, _ -> new EndedTransactions());
    }

    private void discard() {
        overlay.clear();
        locks.clear();
        prepared.clear();
        ended.clear();
        heldBytes = 0;
        shape = null;
        view = null;
        overlayBytes = 0;
        term = 0;
        version = 0;
        items = 0;
        bytes = 0;
        nextExpiry = NEVER;
    }

    /** For a snapshot. */
    Counters counters() {
        return new Counters(term, version, items, bytes);
    }

    /** The numbers of a partition. */
    record Counters(long term, long version, long items, long bytes) {}

    /** From a snapshot. */
    void restore(@Nullable TableShape restored, Counters counters) {
        shape = restored;
        term = counters.term();
        version = counters.version();
        items = counters.items();
        bytes = counters.bytes();
        removals.unknownBefore(counters.version());
    }
}
