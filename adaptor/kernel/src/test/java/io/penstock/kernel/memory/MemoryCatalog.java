package io.penstock.kernel.memory;

import io.penstock.kernel.port.Catalog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Definitions in memory. Outlive crashes, and so do watchers. */
public final class MemoryCatalog implements Catalog {

    private record Name(String kind, String key) {}

    private record Watch(String kind, Watcher watcher) {}

    private final EventLoop loop;
    private final Map<Name, Entry> entries = new LinkedHashMap<>();
    private final List<Watch> watches = new ArrayList<>();

    MemoryCatalog(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public synchronized Optional<Entry> find(String kind, String key) {
        return Optional.ofNullable(entries.get(new Name(kind, key)));
    }

    @Override
    public synchronized Collection<Entry> list(String kind) {
        return entries.values().stream()
                .filter(entry -> entry.kind().equals(kind) && !entry.isDeleted())
                .toList();
    }

    @Override
    public CompletableFuture<Void> caughtUp() {
        CompletableFuture<Void> caughtUp = new CompletableFuture<>();
        loop.execute(() -> caughtUp.complete(null));
        return caughtUp;
    }

    @Override
    public CompletableFuture<Void> publish(Entry entry) {
        CompletableFuture<Void> published = new CompletableFuture<>();
        loop.execute(() -> {
            if (accept(entry)) {
                watchers(entry.kind()).forEach(watcher -> watcher.changed(entry));
            }
            published.complete(null);
        });
        return published;
    }

    @Override
    public CompletableFuture<Void> forget(String kind, String key, long version) {
        CompletableFuture<Void> forgotten = new CompletableFuture<>();
        loop.execute(() -> {
            remove(new Name(kind, key), version);
            forgotten.complete(null);
        });
        return forgotten;
    }

    private synchronized void remove(Name name, long version) {
        Entry known = entries.get(name);
        if (known != null && known.isDeleted() && known.version() <= version) {
            entries.remove(name);
        }
    }

    @Override
    public void watch(String kind, Watcher watcher) {
        loop.execute(() -> {
            List<Entry> known;
            synchronized (this) {
                watches.add(new Watch(kind, watcher));
                known = entries.values().stream()
                        .filter(entry -> entry.kind().equals(kind))
                        .toList();
            }
            known.forEach(watcher::changed);
        });
    }

    private synchronized boolean accept(Entry entry) {
        Name name = new Name(entry.kind(), entry.key());
        Entry known = entries.get(name);
        if (known != null && known.version() >= entry.version()) {
            return false;
        }
        entries.put(name, entry);
        return true;
    }

    private synchronized List<Watcher> watchers(String kind) {
        return watches.stream()
                .filter(watch -> watch.kind().equals(kind))
                .map(Watch::watcher)
                .toList();
    }
}
