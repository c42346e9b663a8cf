package io.penstock.services.events.archive;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ids of events that were replayed last: those of {@link #REMEMBERED} records of each partition. The routing archives an event again when it is killed before it has
 * committed; both records are in one partition and near each other, and the second one is not replayed. Memory: some 100 bytes for an id. Thread-safe.
 */
final class Recent {

    static final int REMEMBERED = 10_000;

    private final Map<Integer, Map<String, Long>> seen = new HashMap<>();

    /** Whether an id has not been seen at another offset lately. Asked again for the same offset the answer is the same. */
    synchronized boolean isNew(int partition, long offset, String id) {
        Map<String, Long> ids = seen.computeIfAbsent(partition, key -> new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                return size() > REMEMBERED;
            }
        });
        Long before = ids.putIfAbsent(id, offset);
        return before == null || before == offset;
    }
}
