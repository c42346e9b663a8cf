package io.penstock.kernel.machine;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What one aggregate does to the world while its shard is owned by this node: tails, effects, replies that need bytes fetched. All methods are
 * called on the shard's thread and must not block; asynchronous work comes back as commands through {@link Self}.
 *
 * <p>An effect may happen more than once (the owner died after doing it, before journaling that it was done), so it must be idempotent
 * or be recognised at its target.
 *
 * @param <S> state; not to be kept or changed
 * @param <E> events
 * @param <R> replies
 */
public interface Companion<S, E, R> {

    /** The aggregate is live here: replay is over (or it was just created). Unfinished effects found in the state start again now. */
    default void opened(S state) {}

    /** Events became durable (or were derived). The state may already hold later, not yet durable events. */
    default void committed(S state, List<E> events) {}

    /**
     * Completes a committed reply before the caller gets it, for example with message bodies. May be slow; later replies do not wait for it.
     */
    default CompletableFuture<R> complete(R reply) {
        return CompletableFuture.completedFuture(reply);
    }

    /** The shard is no longer ours, or the aggregate became vacant: stop everything, at once. Unfinished effects belong to the next owner. */
    default void closed() {}

    /** A companion that does nothing. */
    static <S, E, R> Companion<S, E, R> none() {
        return new Companion<>() {};
    }

    /**
     * The companion's way back into its own aggregate, from any thread.
     *
     * @param <C> commands
     * @param <R> replies
     */
    interface Self<C, R> {

        AggregateId id();

        /** Submits a command; fails with {@link io.penstock.kernel.fault.FaultException} when the shard is no longer owned here. */
        CompletableFuture<R> submit(C command);
    }

    /** Makes the companion of an aggregate when it becomes live on this node. */
    @FunctionalInterface
    interface Factory<S, C, E, R> {
        Companion<S, E, R> create(Self<C, R> self);
    }
}
