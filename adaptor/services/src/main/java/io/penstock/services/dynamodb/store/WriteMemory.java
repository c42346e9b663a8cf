package io.penstock.services.dynamodb.store;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Heap for changes that are not in the stores of this node's partitions yet, and for what transactions are about to change: one bound for all partitions
 * together. Thread-safe.
 *
 * <p>What one decision adds comes on top, for each thread that decides: the bound is looked at before it. So does what the journal gave to a partition that waits
 * for its store; its last owner was bounded, too.
 */
public final class WriteMemory {

    private static final long STEP = 1L << 20;

    private final long limit;
    private final long step;
    private final AtomicLong taken = new AtomicLong();
    private final Set<Share> waiting = ConcurrentHashMap.newKeySet();

    /** @param limit bytes, about */
    public WriteMemory(long limit) {
        this(limit, STEP);
    }

    WriteMemory(long limit, long step) {
        this.limit = limit;
        this.step = step;
    }

    /** After so many bytes of changes of a partition its journal is told that the topic has them: so much comes back to memory when the journal is replayed. */
    long step() {
        return step;
    }

    /** Bytes that all partitions of the node have, about. */
    public long taken() {
        return taken.get();
    }

    /** @param wake decides again what waits in a partition; called when there is room, if the partition was refused before */
    Share share(Runnable wake) {
        return new Share(wake);
    }

    /** Tells those who were refused, when a quarter is free again: earlier, they would be told for a few bytes each time. */
    void wake() {
        if (!waiting.isEmpty() && taken.get() <= limit / 4 * 3) {
            for (Share share : List.copyOf(waiting)) {
                if (waiting.remove(share)) {
                    share.wake.run();
                }
            }
        }
    }

    /** What one partition has. */
    final class Share {
        private final Runnable wake;
        private long held;
        private boolean closed;

        Share(Runnable wake) {
            this.wake = wake;
        }

        /** The partition has so many bytes now. */
        synchronized void hold(long bytes) {
            if (!closed) {
                taken.addAndGet(bytes - held);
                held = bytes;
            }
        }

        /** Whether there is room for another change; if not, {@code wake} is called later. */
        boolean hasRoom() {
            if (taken.get() <= limit) {
                return true;
            }
            waiting.add(this);
            // What was freed in between has told nobody.
            return taken.get() <= limit;
        }

        /** The partition is not here any more. */
        synchronized void close() {
            taken.addAndGet(-held);
            held = 0;
            closed = true;
            waiting.remove(this);
        }
    }
}
