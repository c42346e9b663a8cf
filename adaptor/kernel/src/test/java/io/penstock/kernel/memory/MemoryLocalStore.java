package io.penstock.kernel.memory;

import io.penstock.kernel.port.LocalStore;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A local store in memory. It outlives the crashes of a world unless it is {@link #wipe wiped}. */
public final class MemoryLocalStore implements LocalStore {

    private final NavigableMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);

    @Override
    public synchronized byte @Nullable [] get(byte[] key) {
        return entries.get(key);
    }

    @Override
    public synchronized void write(List<Change> changes) {
        for (Change change : changes) {
            byte[] value = change.value();
            if (value == null) {
                entries.remove(change.key());
            } else {
                entries.put(change.key(), value);
            }
        }
    }

    @Override
    public synchronized boolean isEmpty() {
        return entries.isEmpty();
    }

    @Override
    public synchronized void clear(byte[] from, byte[] to) {
        if (Arrays.compareUnsigned(from, to) < 0) {
            entries.subMap(from, to).clear();
        }
    }

    @Override
    public synchronized Cursor scan(Span span) {
        if (Arrays.compareUnsigned(span.from(), span.to()) >= 0) {
            return new MemoryCursor(List.<Map.Entry<byte[], byte[]>>of().iterator());
        }
        NavigableMap<byte[], byte[]> part = new TreeMap<>(entries.subMap(span.from(), true, span.to(), false));
        return new MemoryCursor(
                (span.descending() ? part.descendingMap() : part).entrySet().iterator());
    }

    /** The disk is lost. */
    public synchronized void wipe() {
        entries.clear();
    }

    /** How many keys there are. */
    public synchronized int size() {
        return entries.size();
    }

    private static final class MemoryCursor implements Cursor {
        private final Iterator<Map.Entry<byte[], byte[]>> rest;
        private Map.@Nullable Entry<byte[], byte[]> here;

        MemoryCursor(Iterator<Map.Entry<byte[], byte[]>> rest) {
            this.rest = rest;
        }

        @Override
        public boolean next() {
            here = rest.hasNext() ? rest.next() : null;
            return here != null;
        }

        @Override
        public byte[] key() {
            return here().getKey();
        }

        @Override
        public byte[] value() {
            return here().getValue();
        }

        private Map.Entry<byte[], byte[]> here() {
            if (here == null) {
                throw new IllegalStateException("the cursor is at no key");
            }
            return here;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
