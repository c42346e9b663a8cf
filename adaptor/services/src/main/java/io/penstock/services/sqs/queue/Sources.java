package io.penstock.services.sqs.queue;

import io.penstock.kernel.dedup.Hash128;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far each source of records has come, so that what it writes again after a crash counts once, however long ago the crash was. Of each source everything
 * up to a position was taken, in order: a record at or below it is a repetition, and one that was sent behind a record which never came is dropped until its
 * writer sends both again.
 *
 * <p>About 120 bytes a source. Those not heard of for the longest time are forgotten when there are more than {@value #LIMIT}; what they write next is
 * believed, unless it was sent behind something else.
 */
final class Sources {

    static final int LIMIT = 1_000;

    private static final long NOWHERE = -1;

    /** The least recently used first: the order is part of the state. */
    private final LinkedHashMap<Hash128, Long> reached = new LinkedHashMap<>(16, 0.75f, true);

    /** What the journal says of repetitions below this offset is complete; a scan of it again must not compare. */
    private long horizon;

    private boolean changed;

    /** To be called with each record that has an origin, in the order of the log. */
    boolean isRepeated(Origin origin, long offset) {
        if (offset < horizon) {
            return false;
        }
        long position = reached.getOrDefault(origin.source(), NOWHERE);
        if (origin.position() <= position || origin.after() > position) {
            return true;
        }
        put(origin.source(), origin.position());
        changed = true;
        return false;
    }

    private void put(Hash128 source, long position) {
        reached.put(source, position);
        if (reached.size() > LIMIT) {
            reached.remove(reached.keySet().iterator().next());
        }
    }

    /** Whether more is known than was written. */
    boolean isChanged() {
        return changed;
    }

    QueueEvent.SourcesNoted note(long scanned) {
        Hash128[] sources = reached.keySet().toArray(Hash128[]::new);
        long[] positions = reached.values().stream().mapToLong(Long::longValue).toArray();
        return new QueueEvent.SourcesNoted(scanned, sources, positions);
    }

    /** As the journal or a snapshot has it. */
    void noted(QueueEvent.SourcesNoted event) {
        reached.clear();
        for (int i = 0; i < event.sources().length; i++) {
            put(event.sources()[i], event.positions()[i]);
        }
        horizon = Math.max(horizon, event.before());
        changed = false;
    }

    void restore(Map<Hash128, Long> positions, long before) {
        reached.clear();
        reached.putAll(positions);
        horizon = before;
    }

    long horizon() {
        return horizon;
    }

    Map<Hash128, Long> positions() {
        return reached;
    }
}
