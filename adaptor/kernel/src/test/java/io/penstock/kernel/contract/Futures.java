package io.penstock.kernel.contract;

import io.penstock.kernel.fault.FaultException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for answers, bounded. */
final class Futures {

    /** No answer takes longer, not even one that has to find out first that somebody is gone. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private Futures() {}

    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("expected an answer", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("no answer within " + PATIENCE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The fault that an operation failed with. */
    static FaultException fault(CompletableFuture<?> future) {
        Throwable failure = await(future.handle((reply, thrown) ->
                thrown == null ? new AssertionError("expected a fault, was answered " + reply) : thrown));
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        if (cause instanceof FaultException fault) {
            return fault;
        }
        throw new AssertionError("expected a fault", cause);
    }
}
