package io.penstock.services.dynamodb.store;

import io.penstock.kernel.machine.Decision;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.store.PartitionReply.At;
import io.penstock.services.dynamodb.store.PartitionReply.Image;
import io.penstock.services.dynamodb.store.TableShape.IndexShape;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is answered to questions for items. Nothing is changed. */
final class ReadDecisions {

    private final Fence fence;

    ReadDecisions(Fence fence) {
        this.fence = fence;
    }

    Decision<PartitionEvent, PartitionReply> get(PartitionState state, PartitionCommand.Get get) {
        List<Image> images = new ArrayList<>();
        for (Bytes place : get.places()) {
            Optional<Entry> found = state.find(place);
            images.add(new Image(
                    found.map(Entry::item).orElse(Item.EMPTY),
                    found.map(Entry::version).orElseGet(() -> state.absentVersion(place)),
                    state.isLocked(place)));
        }
        return answer(get.consistent(), new PartitionReply.Found(images));
    }

    Decision<PartitionEvent, PartitionReply> read(PartitionState state, PartitionCommand.Read read) {
        List<At> items = new ArrayList<>();
        long bytes = 0;
        try (Merge merge = new Merge(state, read)) {
            for (At next = merge.next(); next != null; next = merge.next()) {
                if (items.size() == read.items() || bytes >= read.bytes()) {
                    return answer(read.consistent(), new PartitionReply.Page(items, true));
                }
                items.add(next);
                bytes += next.item().size();
            }
        }
        return answer(read.consistent(), new PartitionReply.Page(items, false));
    }

    private Decision<PartitionEvent, PartitionReply> answer(boolean consistent, PartitionReply reply) {
        return consistent ? fence.answer(reply) : Decision.reply(reply);
    }

    /** What is new in the overlay, and from the store what the overlay does not know better, in one order. */
    private static final class Merge implements AutoCloseable {
        private final PartitionState state;
        private final boolean descending;
        private final Iterator<At> fresh;
        private final PartitionView.Walk walk;
        private @Nullable At nextFresh;
        private @Nullable At nextStored;

        Merge(PartitionState state, PartitionCommand.Read read) {
            this.state = state;
            this.descending = read.range().descending();
            this.fresh = overlay(state, read).iterator();
            this.walk = state.attached().walk(read.index(), read.range());
            this.nextFresh = fresh();
            this.nextStored = stored();
        }

        @Nullable
        At next() {
            At one = nextFresh;
            At other = nextStored;
            boolean takeFresh = one != null && (other == null || (one.at().compareTo(other.at()) < 0) != descending);
            if (takeFresh) {
                nextFresh = fresh();
                return one;
            }
            nextStored = stored();
            return other;
        }

        private @Nullable At fresh() {
            return fresh.hasNext() ? fresh.next() : null;
        }

        private @Nullable At stored() {
            while (walk.next()) {
                if (state.overlay().containsKey(walk.place())) {
                    continue;
                }
                Bytes at = walk.at();
                Optional<Item> item = walk.entry().map(Entry::item);
                if (item.isPresent()) {
                    return new At(at, item.get());
                }
            }
            return null;
        }

        @Override
        public void close() {
            walk.close();
        }

        private static List<At> overlay(PartitionState state, PartitionCommand.Read read) {
            NavigableMap<Bytes, At> found = new TreeMap<>();
            Bytes from = Bytes.of(read.range().from());
            Bytes to = Bytes.of(read.range().to());
            if (from.compareTo(to) >= 0) {
                return List.of();
            }
            if (read.index() == 0) {
                state.overlay().subMap(from, to).values().forEach(entry -> {
                    Item item = entry.item();
                    if (item != null) {
                        found.put(entry.place(), new At(entry.place(), item));
                    }
                });
            } else {
                TableShape shape = state.shape();
                Optional<IndexShape> index = shape == null ? Optional.empty() : shape.index(read.index());
                index.ifPresent(known -> indexed(state, known, from, to, found));
            }
            return List.copyOf((read.range().descending() ? found.descendingMap() : found).values());
        }

        private static void indexed(
                PartitionState state, IndexShape index, Bytes from, Bytes to, NavigableMap<Bytes, At> found) {
            for (Entry entry : state.overlay().values()) {
                Item item = entry.item();
                if (item != null) {
                    IndexKeys.of(index, entry.place(), item)
                            .filter(at -> from.compareTo(at) <= 0 && at.compareTo(to) < 0)
                            .ifPresent(at -> found.put(at, new At(at, item)));
                }
            }
        }
    }
}
