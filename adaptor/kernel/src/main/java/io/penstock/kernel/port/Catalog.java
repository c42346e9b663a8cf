package io.penstock.kernel.port;

import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Definitions of resources, known to every node: a compacted topic that each node tails into memory. One owner decides (the aggregate of the
 * definition), publishes what it journaled, and repairs the topic when a late write of a deposed owner overtook a newer one.
 *
 * <p>Memory: every definition of the cluster on every node.
 */
public interface Catalog {

    /**
     * A published definition.
     *
     * @param kind for example {@code sqs.queue}
     * @param key unique within the kind, usually the ARN
     * @param version grows with every change of the aggregate; readers never go back
     * @param value the service's own bytes; empty means deleted
     */
    record Entry(String kind, String key, long version, byte[] value) {

        /** Whether the resource is gone. The entry remains until it is {@link #forget forgotten}, so that versions keep growing. */
        public boolean isDeleted() {
            return value.length == 0;
        }
    }

    /** What this node knows of a definition, deleted ones included. Never waits. */
    Optional<Entry> find(String kind, String key);

    /** All live definitions of a kind that this node knows of, in no order. */
    Collection<Entry> list(String kind);

    /**
     * Completes when this node's view has all that was published before the call, by any node. For what is decided by more than one definition, of which no owner
     * could be asked: it costs a request to a broker.
     */
    CompletableFuture<Void> caughtUp();

    /**
     * Publishes a definition. Completes when it is durable and this node's own view has it or a later version. Only the owner of the aggregate may call this.
     */
    CompletableFuture<Void> publish(Entry entry);

    /**
     * Forgets a deleted definition, on every node and in the topic; watchers are not told. A later version of it stays. Completes as {@link #publish} does. To be
     * called when a write of a deposed owner cannot come any more, because any version would count then, and only by the owner of the aggregate.
     *
     * @param version of the entry that says that it is deleted
     */
    CompletableFuture<Void> forget(String kind, String key, long version);

    /** Calls back, on a thread of the catalog, for each entry of a kind that is new to this node, starting with all it knows already. */
    void watch(String kind, Watcher watcher);

    /** Told of changed definitions; must not block. */
    @FunctionalInterface
    interface Watcher {
        void changed(Entry entry);
    }
}
