package io.penstock.log.shard;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** All shards are this node's, at once: for the embedded broker, to which no other node connects. */
public final class SoleOwnership implements Ownership {

    private static final long LEAVE_SECONDS = 3;

    private Set<Integer> all = Set.of();
    private @Nullable Listener listener;

    @Override
    public synchronized void start(int shards, Listener newListener) {
        all = IntStream.range(0, shards).boxed().collect(Collectors.toUnmodifiableSet());
        listener = newListener;
        newListener.gained(all);
    }

    @Override
    public synchronized void close() {
        if (listener != null) {
            listener.release(all)
                    .completeOnTimeout(null, LEAVE_SECONDS, TimeUnit.SECONDS)
                    .join();
            listener = null;
        }
    }
}
