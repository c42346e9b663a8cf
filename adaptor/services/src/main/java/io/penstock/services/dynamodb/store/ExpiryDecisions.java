package io.penstock.services.dynamodb.store;

import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.store.TableShape.IndexShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Removes items whose time is over, a few at a time. */
final class ExpiryDecisions {

    private static final int AT_ONCE = 100;

    /** Items that a transaction holds are looked at again after so many seconds. */
    private static final int LOCKED_SECONDS = 1;

    private final WriteDecisions writes;

    ExpiryDecisions(WriteDecisions writes) {
        this.writes = writes;
    }

    Decision<PartitionEvent, PartitionReply> expire(PartitionState state, Tick tick) {
        TableShape shape = state.shape();
        Optional<IndexShape> index = shape == null ? Optional.empty() : shape.expiry();
        if (index.isEmpty()) {
            return known(PartitionState.NEVER);
        }
        long now = tick.now().getEpochSecond();
        List<PartitionEvent> events = new ArrayList<>();
        long next = PartitionState.NEVER;
        for (Expiring item : soonest(state, index.get(), IndexKeys.oldestExpiry(tick.now()))) {
            if (item.second() > now) {
                next = Math.min(next, item.second());
                break;
            }
            if (state.isLocked(item.place())) {
                next = Math.min(next, now + LOCKED_SECONDS);
            } else {
                WriteDecisions.Outcome outcome = new WriteDecisions.Outcome(true, true, item.item(), Item.EMPTY);
                events.add(writes.changed(item.place(), state.version() + events.size() + 1, outcome));
            }
        }
        return events.isEmpty() ? known(next) : Decision.journal(events, new PartitionReply.Done());
    }

    private static Decision<PartitionEvent, PartitionReply> known(long second) {
        return Decision.derived(List.of(new PartitionEvent.ExpiryKnown(second)), new PartitionReply.Done());
    }

    private record Expiring(long second, Bytes place, Item item) {}

    private static List<Expiring> soonest(PartitionState state, IndexShape index, long oldest) {
        TableShape shape = state.shape();
        List<Expiring> found = new ArrayList<>();
        if (shape == null) {
            return found;
        }
        Range range = new Range(IndexKeys.expiryFrom(oldest), new byte[] {-1}, false);
        try (PartitionView.Walk walk = state.attached().walk(index.number(), range)) {
            int left = AT_ONCE;
            while (left > 0 && walk.next()) {
                Bytes place = walk.place();
                if (state.overlay().containsKey(place)) {
                    continue;
                }
                Optional<Item> item = walk.entry().map(Entry::item);
                Optional<Long> second = item.flatMap(image -> IndexKeys.expiry(shape, image));
                if (second.isPresent()) {
                    found.add(new Expiring(second.get(), place, item.get()));
                    left--;
                }
            }
        }
        for (Entry entry : state.overlay().values()) {
            Item item = entry.item();
            Optional<Long> second = IndexKeys.expiry(shape, item);
            if (item != null && second.isPresent() && second.get() >= oldest) {
                found.add(new Expiring(second.get(), entry.place(), item));
            }
        }
        found.sort(java.util.Comparator.comparingLong(Expiring::second));
        return found;
    }
}
