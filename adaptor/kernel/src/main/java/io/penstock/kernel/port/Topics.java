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
     * A topic that exists.
     *
     * @param id the cluster's, never given to another topic, not even to a later one of the same name
     */
    record Topic(String id, int partitions) {}

    /** The cluster will not do it, however often it is asked: a policy of its operator is against it, or a right is missing. */
    final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1;

        /** @param reason in the cluster's words */
        public Refused(String reason) {
            super(reason);
        }
    }

    /**
     * Creates a topic, or adopts the one of that name. Completes once every node can write to it: a topic of the same name that is still
     * being deleted is waited for.
     */
    CompletableFuture<Topic> ensure(Spec spec);

    /** The topic that has the name now, or empty when there is none. */
    CompletableFuture<Optional<Topic>> find(String name);

    /**
     * Adds partitions until there are this many; with that many or more nothing happens. Completes with their number once every node can write to each. Fails with
     * {@link io.penstock.kernel.fault.CommonFaults#UNAVAILABLE} when there is no such topic or the cluster does not get there, and with {@link Refused} when it never
     * will.
     */
    CompletableFuture<Integer> grow(String name, int partitions);

    /** Changes configuration entries; others stay. */
    CompletableFuture<Void> configure(String name, Map<String, String> configs);

    /**
     * Deletes a topic and all its records; succeeds when it is gone already. A later topic of the same name is left alone: a call that comes late, from an owner
     * that was deposed meanwhile, does no harm.
     *
     * @param id of the topic, as {@link #ensure} or {@link #find} told it
     */
    CompletableFuture<Void> delete(String name, String id);
}
