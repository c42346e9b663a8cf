package io.penstock.wire;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Tells a blocked handler that its client is gone. The edge cancels; handlers check or register. Thread-safe, and final once cancelled.
 */
public final class Cancellation {

    /** A registered callback; closing it before the client leaves means it never runs. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    private final Set<Entry> entries = new LinkedHashSet<>();
    private boolean cancelled;

    /** Whether the client is gone. */
    public synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Marks the client as gone and runs the registered callbacks on this thread; a second call does nothing. */
    public void cancel() {
        Entry[] due;
        synchronized (this) {
            cancelled = true;
            due = entries.toArray(Entry[]::new);
            entries.clear();
        }
        for (Entry entry : due) {
            entry.callback.run();
        }
    }

    /**
     * Registers a callback that must not block and must not throw. It runs at once, on this thread, when the client is already gone.
     */
    public Registration onCancel(Runnable callback) {
        Entry entry = new Entry(callback);
        synchronized (this) {
            if (!cancelled) {
                entries.add(entry);
                return entry;
            }
        }
        callback.run();
        return entry;
    }

    private synchronized void remove(Entry entry) {
        entries.remove(entry);
    }

    /** Compared by identity: one callback may be registered twice. */
    private final class Entry implements Registration {
        private final Runnable callback;

        private Entry(Runnable callback) {
            this.callback = callback;
        }

        @Override
        public void close() {
            remove(this);
        }
    }
}
