package io.penstock.services.sqs.attempt;

import io.penstock.kernel.dedup.Hash128;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Attempts answered within five minutes, the oldest first; at most {@value #LIMIT}, some 100 bytes each. Changed by {@link AttemptEvent}s only. */
public final class AttemptState {

    /** API reference, ReceiveMessage: an attempt id counts for five minutes. */
    static final long INTERVAL_MILLIS = 300_000;

    static final int LIMIT = 10_000;

    private final Map<Hash128, Entry> byId = new LinkedHashMap<>();

    /** As it is kept in snapshots. */
    record Entry(long atMillis, Hash128 attempt, int round, int partition) {}

    /** A state in bytes. */
    record Entries(List<Entry> entries) {}

    static AttemptState of(Entries entries) {
        AttemptState state = new AttemptState();
        entries.entries().forEach(state::put);
        return state;
    }

    Entries entries() {
        return new Entries(new ArrayList<>(byId.values()));
    }

    @Nullable
    Entry find(Hash128 attempt, long now) {
        Entry entry = byId.get(attempt);
        return entry == null || entry.atMillis() + INTERVAL_MILLIS <= now ? null : entry;
    }

    boolean isEmpty() {
        return byId.isEmpty();
    }

    /** When the oldest may be forgotten; only if there is one. */
    long firstEnds() {
        return byId.values().iterator().next().atMillis() + INTERVAL_MILLIS;
    }

    void apply(AttemptEvent event) {
        switch (event) {
            case AttemptEvent.Answered(long at, Hash128 attempt, int round, int partition) -> {
                forgetBefore(at - INTERVAL_MILLIS);
                put(new Entry(at, attempt, round, partition));
            }
            case AttemptEvent.Forgotten(long at) -> forgetBefore(at - INTERVAL_MILLIS);
        }
    }

    private void put(Entry entry) {
        byId.remove(entry.attempt());
        byId.put(entry.attempt(), entry);
        if (byId.size() > LIMIT) {
            Iterator<Entry> oldest = byId.values().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private void forgetBefore(long time) {
        Iterator<Entry> oldest = byId.values().iterator();
        while (oldest.hasNext() && oldest.next().atMillis() <= time) {
            oldest.remove();
        }
    }
}
