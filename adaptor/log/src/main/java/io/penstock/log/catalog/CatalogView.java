package io.penstock.log.catalog;

import io.penstock.kernel.port.Catalog.Entry;
import io.penstock.kernel.port.Catalog.Watcher;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one node knows of the catalog: the highest version seen of each entry. Reads never wait; changes come in log order. */
final class CatalogView {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogView.class);

    private record Key(String kind, String key) {}

    private final Map<String, Map<String, Entry>> kinds = new ConcurrentHashMap<>();
    private final Map<String, List<Watcher>> watchers = new HashMap<>();
    private final Set<Key> published = new HashSet<>();
    private final Executor callbacks;

    /** @param callbacks runs one task at a time, in order */
    CatalogView(Executor callbacks) {
        this.callbacks = callbacks;
    }

    Optional<Entry> find(String kind, String key) {
        return Optional.ofNullable(kind(kind).get(key));
    }

    Collection<Entry> list(String kind) {
        return kind(kind).values().stream().filter(entry -> !entry.isDeleted()).toList();
    }

    /** Remembers that this node published an entry, so that it repairs it. */
    synchronized void published(Entry entry) {
        published.add(new Key(entry.kind(), entry.key()));
    }

    /**
     * Takes what the topic says next.
     *
     * @return the newer entry to publish again, when this record is older than what this node itself had published: compaction would otherwise keep the older one
     */
    synchronized Optional<Entry> apply(Entry entry) {
        Map<String, Entry> entries = kind(entry.kind());
        Entry known = entries.get(entry.key());
        if (known != null && known.version() >= entry.version()) {
            boolean overtaken =
                    known.version() > entry.version() && published.contains(new Key(entry.kind(), entry.key()));
            return overtaken ? Optional.of(known) : Optional.empty();
        }
        entries.put(entry.key(), entry);
        for (Watcher watcher : watchers.getOrDefault(entry.kind(), List.of())) {
            callbacks.execute(() -> tell(watcher, entry));
        }
        return Optional.empty();
    }

    /**
     * Takes word that a deleted entry is forgotten.
     *
     * @return the newer entry to publish again, for the reason given above
     */
    synchronized Optional<Entry> forget(Entry entry) {
        Map<String, Entry> entries = kind(entry.kind());
        Entry known = entries.get(entry.key());
        if (known == null) {
            return Optional.empty();
        }
        Key key = new Key(entry.kind(), entry.key());
        if (known.isDeleted() && known.version() <= entry.version()) {
            entries.remove(entry.key());
            published.remove(key);
            return Optional.empty();
        }
        return published.contains(key) ? Optional.of(known) : Optional.empty();
    }

    synchronized void watch(String kind, Watcher watcher) {
        watchers.computeIfAbsent(kind, k -> new ArrayList<>()).add(watcher);
        for (Entry entry : kind(kind).values()) {
            callbacks.execute(() -> tell(watcher, entry));
        }
    }

    private static void tell(Watcher watcher, Entry entry) {
        try {
            watcher.changed(entry);
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("kind", entry.kind())
                    .addKeyValue("key", entry.key())
                    .setCause(e)
                    .log("a watcher of the catalog failed");
        }
    }

    private Map<String, Entry> kind(String kind) {
        return kinds.computeIfAbsent(kind, k -> new ConcurrentHashMap<>());
    }
}
