package io.penstock.services.events.op;

import io.penstock.kernel.fault.FaultException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Waits for futures on the request's thread. */
final class Await {

    private Await() {}

    static <T> T reply(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    /** The fault in a failure of a future, or a defect. */
    static RuntimeException unwrapped(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof FaultException fault
                ? fault
                : new IllegalStateException("a port failed without a fault", cause);
    }
}
