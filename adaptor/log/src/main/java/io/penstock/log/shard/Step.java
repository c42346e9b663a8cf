package io.penstock.log.shard;

import io.penstock.kernel.fault.FaultException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A decision between being taken and being told. */
final class Step<S, C, E, R> {

    final Cell<S, C, E, R> cell;
    final C command;
    final List<E> events;
    final CompletableFuture<R> caller;
    final @Nullable R reply;
    final @Nullable FaultException refusal;
    final boolean internal;

    /** The journal record that must be acknowledged before this may be told. */
    long barrier;

    private Step(
            Cell<S, C, E, R> cell,
            Request<C, R> request,
            List<E> events,
            @Nullable R reply,
            @Nullable FaultException refusal) {
        this.cell = cell;
        this.events = events;
        this.command = request.command;
        this.caller = request.caller;
        this.internal = request.isInternal();
        this.reply = reply;
        this.refusal = refusal;
    }

    static <S, C, E, R> Step<S, C, E, R> reply(Cell<S, C, E, R> cell, Request<C, R> request, List<E> events, R reply) {
        return new Step<>(cell, request, events, reply, null);
    }

    static <S, C, E, R> Step<S, C, E, R> refusal(Cell<S, C, E, R> cell, Request<C, R> request, FaultException why) {
        return new Step<>(cell, request, List.of(), null, why);
    }
}
