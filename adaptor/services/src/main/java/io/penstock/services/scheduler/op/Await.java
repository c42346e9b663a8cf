package io.penstock.services.scheduler.op;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.wire.CallContext;
import io.penstock.wire.Cancellation;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Waits for futures on the request's thread. */
final class Await {

    private Await() {}

    /** The reply; when the client leaves first, the future is cancelled and the call ends. */
    static <T> T reply(CallContext call, CompletableFuture<T> future) throws InterruptedException {
        if (future.isDone()) {
            return get(future);
        }
        try (Cancellation.Registration _ = call.cancellation().onCancel(() -> future.cancel(false))) {
            return get(future);
        }
    }

    private static <T> T get(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (CancellationException e) {
            // Nobody reads the answer any more.
            throw CommonFaults.UNAVAILABLE.with();
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } catch (InterruptedException e) {
            future.cancel(false);
            throw e;
        }
    }

    /** The fault in a failure of a future, or a defect. */
    static RuntimeException unwrapped(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof FaultException fault) {
            return fault;
        }
        return new IllegalStateException("a port failed without a fault", cause);
    }
}
