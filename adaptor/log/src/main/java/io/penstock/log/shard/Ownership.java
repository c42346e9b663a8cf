package io.penstock.log.shard;

import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Says which shards are this node's. What it says is a hint: the journal's epochs decide, so two owners at once do no harm. */
public interface Ownership extends AutoCloseable {

    /** Begins to deal out shards; calls back from now on, from one thread at a time. */
    void start(int shards, Listener listener);

    /** Gives all shards up in order, so that others have them at once. */
    @Override
    void close();

    /** Told of changes. */
    interface Listener {

        /** These are this node's now, besides those it has; at first perhaps none. Must not block. */
        void gained(Set<Integer> shards);

        /** These must be given up; when it completes, others may have them. */
        CompletableFuture<Void> release(Set<Integer> shards);

        /** These are no longer this node's and somebody else may have them already. Must not block. */
        void lost(Set<Integer> shards);
    }
}
