package io.penstock.services.dynamodb.store;

import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Item;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A partition in its owner's memory: all but what its store holds. Belongs to the host's thread. */
public final class PartitionState {

    /** No time to expire is known. */
    static final long NEVER = Long.MAX_VALUE;

    private final NavigableMap<Bytes, Entry> overlay = new TreeMap<>();
    private final Map<Bytes, String> locks = new HashMap<>();
    private final Map<String, PreparedWrites> prepared = new LinkedHashMap<>();
    private @Nullable TableShape shape;
    private @Nullable PartitionView view;
    private long overlayBytes;
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

    /** Heap of the overlay, about. */
    long overlayBytes() {
        return overlayBytes;
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

    Optional<PreparedWrites> prepared(String transaction) {
        return Optional.ofNullable(prepared.get(transaction));
    }

    boolean isLocked(Bytes place) {
        return locks.containsKey(place);
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
            case PartitionEvent.Prepared(PreparedWrites writes) -> hold(writes);
            case PartitionEvent.Released(String transaction) -> release(transaction);
            case PartitionEvent.Discarded() -> discard();
            case PartitionEvent.Attached(PartitionView attached) -> {
                view = attached;
                // What expires first is not known; looking once tells.
                nextExpiry = shape != null && shape.expiry().isPresent() ? 0 : NEVER;
            }
            case PartitionEvent.Settled settled -> settled.entries().forEach(this::settle);
            case PartitionEvent.Repaired _, PartitionEvent.Fenced _ -> {}
            case PartitionEvent.ExpiryKnown(long second) -> nextExpiry = second;
            case PartitionEvent.Looked looked -> nextLook = looked.nextMillis();
        }
    }

    private void change(PartitionEvent.Changed changed) {
        put(changed.entry());
        version = Math.max(version, changed.version());
        Item item = changed.item();
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

    void hold(PreparedWrites writes) {
        if (prepared.isEmpty()) {
            nextLook = writes.atMillis() + TransactionDecisions.OVERDUE.toMillis();
        }
        prepared.put(writes.transaction(), writes);
        writes.writes().forEach(write -> locks.put(write.place(), writes.transaction()));
    }

    private void release(String transaction) {
        PreparedWrites writes = prepared.remove(transaction);
        if (writes != null) {
            writes.writes().forEach(write -> locks.remove(write.place()));
        }
    }

    private void discard() {
        overlay.clear();
        locks.clear();
        prepared.clear();
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
    }
}
