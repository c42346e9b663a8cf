package io.penstock.services.common;

import io.penstock.kernel.port.Catalog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a node that owns nothing knows of one kind of definitions, which may be held where it is. */
public class HeldCatalog implements Catalog {

    private final Map<String, Entry> known = new ConcurrentHashMap<>();
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final List<Entry> later = new ArrayList<>();
    private boolean held;

    /** @param catalog of the owners */
    public HeldCatalog(Catalog catalog, String kind) {
        catalog.watch(kind, this::changed);
    }

    private synchronized void changed(Entry entry) {
        if (held) {
            later.add(entry);
            return;
        }
        known.put(entry.key(), entry);
        watchers.forEach(watcher -> watcher.changed(entry));
    }

    public synchronized void hold() {
        held = true;
    }

    public synchronized void release() {
        held = false;
        later.forEach(this::changed);
        later.clear();
    }

    @Override
    public CompletableFuture<Void> caughtUp() {
        release();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Optional<Entry> find(String kind, String key) {
        return Optional.ofNullable(known.get(key));
    }

    @Override
    public Collection<Entry> list(String kind) {
        return known.values();
    }

    @Override
    public CompletableFuture<Void> publish(Entry entry) {
        throw new IllegalStateException("this node owns nothing");
    }

    @Override
    public CompletableFuture<Void> forget(String kind, String key, long version) {
        throw new IllegalStateException("this node owns nothing");
    }

    @Override
    public void watch(String kind, Watcher watcher) {
        watchers.add(watcher);
        known.values().forEach(watcher::changed);
    }
}
