package io.penstock.services.sqs.partition;

import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.LogRecord;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Bytes of records that all partitions of this process may keep at hand. A partition that needs room takes it from those that have not been
 * used for longest, so idle queues do not starve busy ones. Thread-safe.
 */
public final class BodyBudget {

    /** Heap of a record besides its bytes: objects, boxed offset, map entry. An estimate. */
    private static final int RECORD_OVERHEAD = 256;

    /** Somebody who keeps records. */
    interface Holder {
        /** Lets go of all it keeps; answers how many bytes that freed. */
        long evict();
    }

    private final long limit;
    private final Set<Holder> byLastUse = new LinkedHashSet<>();
    private long used;

    /** @param limit bytes */
    public BodyBudget(long limit) {
        this.limit = limit;
    }

    /** What a record costs. */
    static int cost(LogRecord record) {
        int cost = RECORD_OVERHEAD + record.value().length;
        for (Header header : record.headers()) {
            cost += header.value().length + 2 * header.key().length();
        }
        return cost;
    }

    /** Reserves room; false when the others have nothing left to give. */
    synchronized boolean acquire(Holder holder, long bytes) {
        byLastUse.remove(holder);
        if (used + bytes > limit) {
            makeRoom(bytes);
        }
        byLastUse.add(holder);
        if (used + bytes > limit) {
            return false;
        }
        used += bytes;
        return true;
    }

    private void makeRoom(long bytes) {
        for (Holder idle : List.copyOf(byLastUse)) {
            if (used + bytes <= limit) {
                return;
            }
            used -= idle.evict();
            byLastUse.remove(idle);
        }
    }

    /** Gives room back. */
    synchronized void release(long bytes) {
        used -= bytes;
    }

    /** The holder keeps nothing any more. */
    synchronized void leave(Holder holder) {
        used -= holder.evict();
        byLastUse.remove(holder);
    }

    /** Bytes kept now. */
    public synchronized long used() {
        return used;
    }
}
