package io.penstock.services.sqs.queue;

import io.penstock.kernel.dedup.Hash128;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What receives with a ReceiveRequestAttemptId handed out in the last five minutes; at most {@value #LIMIT}, the
 * oldest go first.
 */
final class Attempts {

    /** One receive; arrays are not changed. */
    record Attempt(long at, long[] offsets, int[] nonces) {}

    /** API reference, ReceiveMessage: an attempt id counts for five minutes. */
    static final long INTERVAL_MILLIS = 300_000;

    static final int LIMIT = 10_000;

    private final Map<Hash128, Attempt> byId = new LinkedHashMap<>();

    boolean isEmpty() {
        return byId.isEmpty();
    }

    int size() {
        return byId.size();
    }

    /** What the attempt handed out, if it still counts. */
    @Nullable
    Attempt find(Hash128 id, long now) {
        Attempt attempt = byId.get(id);
        return attempt == null || attempt.at() + INTERVAL_MILLIS <= now ? null : attempt;
    }

    void put(Hash128 id, Attempt attempt) {
        byId.remove(id);
        byId.put(id, attempt);
        forgetBefore(attempt.at() - INTERVAL_MILLIS);
        if (byId.size() > LIMIT) {
            removeFirst();
        }
    }

    void forgetBefore(long time) {
        Iterator<Attempt> attempts = byId.values().iterator();
        while (attempts.hasNext() && attempts.next().at() <= time) {
            attempts.remove();
        }
    }

    void forEach(BiConsumer<Hash128, Attempt> visitor) {
        byId.forEach(visitor);
    }

    private void removeFirst() {
        Iterator<Attempt> attempts = byId.values().iterator();
        attempts.next();
        attempts.remove();
    }
}
