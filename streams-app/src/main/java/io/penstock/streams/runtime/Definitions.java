package io.penstock.streams.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The definitions that a topology works with: some kinds of the catalog, read into memory as a global store. Streams processes no record before all
 * that was in the catalog at its start is here. Versions never go back. Thread-safe.
 *
 * <p>A definition is here some milliseconds after it was published. Who must not act on an older one waits by {@link #await}.
 */
public final class Definitions {

    private static final Logger LOG = LoggerFactory.getLogger(Definitions.class);
    private static final String STORE = "definitions";

    /** Definitions are milliseconds behind; who waits longer has lost them, and begins anew, with all that there is. */
    private static final Duration CATALOG = Duration.ofSeconds(10);

    /** How old a record must be before what is not known does not exist. Records that wait grow old together, so this is the most that any waits. */
    private static final Duration SETTLING = Duration.ofMillis(250);

    private final Map<String, Map<String, Definition>> kinds = new HashMap<>();
    private final Map<String, List<Consumer<Definition>>> watchers = new HashMap<>();
    private final MissingVersions missing;
    private final MissingVersions.Known never;
    private final Duration patience;

    /** @param kinds of the catalog; others are passed over */
    public Definitions(Set<String> kinds) {
        this(kinds, new MissingVersions());
    }

    /** @param missing what topologies before this one waited for in vain; to be read before the catalog is */
    public Definitions(Set<String> kinds, MissingVersions missing) {
        this(kinds, missing, CATALOG);
    }

    Definitions(Set<String> kinds, MissingVersions missing, Duration patience) {
        this.patience = patience;
        this.missing = missing;
        this.never = missing.now();
        kinds.forEach(kind -> this.kinds.put(kind, new ConcurrentHashMap<>()));
    }

    /**
     * Calls back for each new version of a kind, on the thread that reads the catalog, in the catalog's order and before anybody finds it here. To be called before
     * the topology runs.
     */
    public void watch(String kind, Consumer<Definition> watcher) {
        watchers.computeIfAbsent(kind, k -> new ArrayList<>()).add(watcher);
    }

    /** What is known of a definition, deleted ones included. */
    public Optional<Definition> find(String kind, String key) {
        Map<String, Definition> known = kinds.get(kind);
        if (known == null) {
            throw new IllegalArgumentException("not a kind that is read here: " + kind);
        }
        return Optional.ofNullable(known.get(key));
    }

    /**
     * Waits until a version, or a later one, is here.
     *
     * @param version 0 waits for any
     * @return the definition, or empty when it did not come in time
     */
    public Optional<Definition> await(String kind, String key, long version, Duration atMost)
            throws InterruptedException {
        Optional<Definition> found = find(kind, key);
        if (found.isPresent() && found.get().version() >= version) {
            return found;
        }
        long until = System.nanoTime() + atMost.toNanos();
        synchronized (this) {
            for (found = find(kind, key); found.isEmpty() || found.get().version() < version; found = find(kind, key)) {
                long left = (until - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return Optional.empty();
                }
                wait(left);
            }
        }
        return found;
    }

    /**
     * A definition as the writer of a record knew it, or later; empty when there is none. One that never comes, because a producer has made the version up or has copied the record
     * from another cluster, is not waited for by a topology that has begun since it was missed.
     *
     * @param version that the writer knew; 0 or less when it says none
     * @param age of the record, in milliseconds
     * @throws IllegalStateException when that version does not come and may yet: the record must be processed again
     */
    public Optional<Definition> known(String kind, String key, long version, long age) throws InterruptedException {
        if (version > 0 && !never.has(kind, key, version)) {
            Optional<Definition> found = await(kind, key, version, patience);
            if (found.isEmpty()) {
                throw missing.add(kind, key, version);
            }
            return found;
        }
        Optional<Definition> found = find(kind, key);
        if (version > 0 && found.map(Definition::version).orElse(0L) < version) {
            LOG.atInfo()
                    .addKeyValue("definition", key)
                    .addKeyValue("version", version)
                    .log("a record names a version that never came; what is known holds");
        }
        long left = SETTLING.toMillis() - age;
        return found.isPresent() || left <= 0
                ? found
                : await(kind, key, 0, Duration.ofMillis(Math.min(left, SETTLING.toMillis())));
    }

    /** Adds the source and the global store to a topology. */
    public void addTo(Topology topology, String topicPrefix) {
        StoreBuilder<KeyValueStore<byte[], byte[]>> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(STORE), Serdes.ByteArray(), Serdes.ByteArray())
                .withLoggingDisabled();
        topology.addGlobalStore(
                store,
                STORE + "-source",
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topicPrefix + CatalogRecords.TOPIC,
                STORE + "-reader",
                Reader::new);
    }

    /** Keeps nothing in the store: what the topology asks for is parsed already. */
    private final class Reader extends ContextualProcessor<byte[], byte[], Void, Void> {

        @Override
        public void process(Record<byte[], byte[]> record) {
            if (record.value() == null) {
                CatalogRecords.forgotten(record.key(), record.headers())
                        .ifPresent(read -> forget(read.kind(), read.definition()));
            } else {
                take(record.key(), record.value());
            }
        }
    }

    /** Takes a record of the catalog's topic. */
    void take(byte @Nullable [] key, byte @Nullable [] value) {
        CatalogRecords.read(key, value).ifPresent(read -> take(read.kind(), read.definition()));
    }

    /**
     * Takes a definition that was read from the catalog by somebody else, who never goes back in version and does not tell what is forgotten: a name that was
     * deleted may begin anew.
     */
    public void offer(String kind, Definition definition) {
        find(kind, definition.key()).ifPresent(before -> forget(kind, before));
        take(kind, definition);
    }

    /** A deleted name may have any version when it is made again. */
    void forget(String kind, Definition deleted) {
        Map<String, Definition> known = kinds.get(kind);
        if (known != null) {
            known.computeIfPresent(
                    deleted.key(),
                    (key, there) -> there.isDeleted() && there.version() <= deleted.version() ? null : there);
        }
    }

    private void take(String kind, Definition definition) {
        Map<String, Definition> known = kinds.get(kind);
        if (known == null) {
            return;
        }
        Definition before = known.get(definition.key());
        if (before != null && before.version() >= definition.version()) {
            return;
        }
        for (Consumer<Definition> watcher : watchers.getOrDefault(kind, List.of())) {
            try {
                watcher.accept(definition);
            } catch (RuntimeException e) {
                // One that cannot be read must not keep all others from being read.
                LOG.atError()
                        .setCause(e)
                        .addKeyValue("kind", kind)
                        .addKeyValue("key", definition.key())
                        .log("a definition cannot be used");
            }
        }
        synchronized (this) {
            known.put(definition.key(), definition);
            notifyAll();
        }
    }
}
