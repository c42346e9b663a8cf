package io.penstock.services.dynamodb.store;

import io.penstock.kernel.port.LocalStore;
import io.penstock.kernel.port.LocalStore.Change;
import io.penstock.kernel.port.LocalStore.Cursor;
import io.penstock.kernel.port.LocalStore.Span;
import io.penstock.services.dynamodb.item.ByteSink;
import io.penstock.services.dynamodb.item.ByteSource;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.ItemCodec;
import io.penstock.services.dynamodb.store.TableShape.IndexShape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A partition in the local store: what folding its topic up to {@link #position} gives, and the indexes of that. One view of a partition writes at a time;
 * a newer one closes the older, see {@link PartitionViews}. Reading and writing are for any thread.
 */
final class PartitionView {

    private static final int BACKFILL_SLICE = 500;

    private final LocalStore store;
    private final Layout layout;
    private TableShape shape;
    private Mark mark;
    private boolean closed;

    /**
     * How far the topic is folded.
     *
     * @param position the next offset
     * @param term the highest seen before it
     * @param atMillis the broker's time of the last record before it
     * @param indexes numbers of the indexes that hold every item
     * @param strays places that a deposed owner wrote last in the topic
     */
    record Mark(long position, long term, long atMillis, Set<Integer> indexes, Set<Bytes> strays) {
        static final Mark NOTHING = new Mark(0, 0, 0, Set.of(), Set.of());

        Mark {
            indexes = Set.copyOf(indexes);
            strays = Set.copyOf(strays);
        }

        byte[] encode() {
            ByteSink to = new ByteSink(64)
                    .number(position)
                    .number(term)
                    .number(atMillis)
                    .number(indexes.size());
            indexes.forEach(to::number);
            to.number(strays.size());
            strays.forEach(stray -> Fields.bytes(to, stray));
            return to.toArray();
        }

        static Mark decode(byte[] encoded) {
            ByteSource from = new ByteSource(encoded);
            return new Mark(
                    from.number(),
                    from.number(),
                    from.number(),
                    Set.copyOf(Fields.list(from, in -> (int) in.number())),
                    Set.copyOf(Fields.list(from, Fields::bytes)));
        }

        Mark with(Set<Integer> newIndexes) {
            return new Mark(position, term, atMillis, newIndexes, strays);
        }
    }

    /**
     * Records of the topic, one after another.
     *
     * @param images that count
     * @param strays places of records that do not count, behind all of the images
     * @param next the offset behind the last record
     * @param atMillis the broker's time of the last record
     */
    record Stretch(List<Entry> images, List<Bytes> strays, long next, long term, long atMillis) {}

    PartitionView(LocalStore store, TableShape shape) {
        this.store = store;
        this.layout = new Layout(shape);
        this.shape = shape;
        byte[] known = store.get(layout.mark());
        this.mark = known == null ? Mark.NOTHING : Mark.decode(known);
    }

    Bytes name() {
        return layout.name();
    }

    synchronized long position() {
        return mark.position();
    }

    synchronized Mark mark() {
        return mark;
    }

    /** Writes nothing any more. */
    synchronized void close() {
        closed = true;
    }

    /** Forgets everything. */
    synchronized void clear() {
        if (!closed) {
            store.clear(layout.start(), layout.end());
            mark = Mark.NOTHING;
        }
    }

    /** The image of an item, if there is one. */
    Optional<Entry> find(Bytes place) {
        return Optional.ofNullable(store.get(layout.item(place.unsafe()))).map(bytes -> entry(place, bytes));
    }

    /** Takes records of the topic: all, or none and answers false when a newer view took over. */
    synchronized boolean fold(Stretch stretch) {
        if (closed) {
            return false;
        }
        List<Change> changes = new ArrayList<>();
        Map<Bytes, Entry> now = new HashMap<>();
        Set<Bytes> strays = new HashSet<>(mark.strays());
        for (Entry image : stretch.images()) {
            Entry before = now.containsKey(image.place())
                    ? now.get(image.place())
                    : find(image.place()).orElse(null);
            reindex(changes, before == null ? null : before.item(), image);
            Item item = image.item();
            changes.add(new Change(layout.item(image.place().unsafe()), item == null ? null : value(image, item)));
            now.put(image.place(), image);
            strays.remove(image.place());
        }
        strays.addAll(stretch.strays());
        Mark next = new Mark(
                stretch.next(),
                Math.max(stretch.term(), mark.term()),
                Math.max(stretch.atMillis(), mark.atMillis()),
                mark.indexes(),
                strays);
        changes.add(new Change(layout.mark(), next.encode()));
        store.write(changes);
        mark = next;
        return true;
    }

    private void reindex(List<Change> changes, @Nullable Item before, Entry image) {
        for (IndexShape index : shape.indexes()) {
            Optional<Bytes> old = IndexKeys.of(index, image.place(), before);
            Optional<Bytes> present = IndexKeys.of(index, image.place(), image.item());
            if (!old.equals(present)) {
                old.ifPresent(place -> changes.add(new Change(layout.index(index.number(), place.unsafe()), null)));
                present.ifPresent(place -> changes.add(new Change(
                        layout.index(index.number(), place.unsafe()),
                        image.place().unsafe())));
            }
        }
    }

    /** Takes over the indexes of a shape: forgets those it lacks, begins to keep those that are new. {@link #backfill} completes them. */
    synchronized void reshape(TableShape newShape) {
        shape = newShape;
        if (closed) {
            return;
        }
        for (int number : List.copyOf(mark.indexes())) {
            if (shape.index(number).isEmpty()) {
                store.clear(layout.index(number, new byte[0]), layout.indexEnd(number));
                Set<Integer> left = new HashSet<>(mark.indexes());
                left.remove(number);
                remember(left);
            }
        }
    }

    private void remember(Set<Integer> indexes) {
        Mark next = mark.with(indexes);
        store.write(List.of(new Change(layout.mark(), next.encode())));
        mark = next;
    }

    /** Completes all indexes, a slice at a time, so that folding goes on between. Blocks. */
    void backfill() {
        for (IndexShape index : shapeNow().indexes()) {
            Bytes from = Bytes.of();
            while (from != null && isWanted(index.number())) {
                from = backfill(index, from);
            }
        }
    }

    private synchronized TableShape shapeNow() {
        return shape;
    }

    private synchronized boolean isWanted(int number) {
        return !closed && shape.index(number).isPresent() && !mark.indexes().contains(number);
    }

    /** The place to go on at, or null when the index is complete. */
    private synchronized @Nullable Bytes backfill(IndexShape index, Bytes from) {
        List<Change> changes = new ArrayList<>();
        Bytes last = null;
        try (Cursor cursor = store.scan(new Span(layout.item(from.unsafe()), layout.itemsEnd(), false))) {
            for (int i = 0; i < BACKFILL_SLICE && cursor.next(); i++) {
                Bytes place = layout.place(cursor.key());
                last = place;
                IndexKeys.of(index, place, entry(place, cursor.value()).item())
                        .ifPresent(at ->
                                changes.add(new Change(layout.index(index.number(), at.unsafe()), place.unsafe())));
            }
        }
        store.write(changes);
        if (last == null) {
            Set<Integer> more = new HashSet<>(mark.indexes());
            more.add(index.number());
            remember(more);
            return null;
        }
        return Bytes.of(Arrays.copyOf(last.unsafe(), last.size() + 1));
    }

    /** Goes through items, or through an index, in order. */
    Walk walk(int index, Range range) {
        Span span = index == 0
                ? new Span(layout.item(range.from()), layout.item(range.to()), range.descending())
                : new Span(layout.index(index, range.from()), layout.index(index, range.to()), range.descending());
        return new Walk(store.scan(span), index != 0);
    }

    private static byte[] value(Entry image, Item item) {
        byte[] encoded = ItemCodec.encode(item);
        return ByteBuffer.allocate(Long.BYTES + encoded.length)
                .putLong(image.version())
                .put(encoded)
                .array();
    }

    private static Entry entry(Bytes place, byte[] bytes) {
        return new Entry(
                place,
                ByteBuffer.wrap(bytes).getLong(),
                ItemCodec.decode(Arrays.copyOfRange(bytes, Long.BYTES, bytes.length)));
    }

    /** Places of a walk; to be closed soon. */
    final class Walk implements AutoCloseable {
        private final Cursor cursor;
        private final boolean indexed;

        Walk(Cursor cursor, boolean indexed) {
            this.cursor = cursor;
            this.indexed = indexed;
        }

        boolean next() {
            return cursor.next();
        }

        /** The place in what is walked. */
        Bytes at() {
            return indexed ? layout.indexPlace(cursor.key()) : layout.place(cursor.key());
        }

        /** The place in the table. */
        Bytes place() {
            return indexed ? Bytes.of(cursor.value()) : layout.place(cursor.key());
        }

        /** The item; empty for an entry of an index whose item is gone by now. */
        Optional<Entry> entry() {
            return indexed ? find(place()) : Optional.of(PartitionView.entry(place(), cursor.value()));
        }

        @Override
        public void close() {
            cursor.close();
        }
    }
}
