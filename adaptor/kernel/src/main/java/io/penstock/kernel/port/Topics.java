package io.penstock.kernel.port;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Kafka's topics as resources stand on them. */
public interface Topics {

    /**
     * @param partitions how many, or 0 for the operator's default
     * @param configs topic configuration; replication factor and min.insync.replicas come from settings
     */
    record Spec(String name, int partitions, Map<String, String> configs) {
        public Spec {
            configs = Map.copyOf(configs);
        }
    }

    /**
     * Creates a topic, or adopts the one of that name. Completes with the number of partitions once every node can write to it: a topic of the same name that is still
     * being deleted is waited for.
     */
    CompletableFuture<Integer> ensure(Spec spec);

    /** The number of partitions, or empty when there is no such topic. */
    CompletableFuture<Optional<Integer>> partitions(String name);

    /** Changes configuration entries; others stay. */
    CompletableFuture<Void> configure(String name, Map<String, String> configs);

    /** Deletes a topic and all its records; succeeds when there is none. */
    CompletableFuture<Void> delete(String name);
}
