package io.penstock.services.kinesis.data;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.wire.CallContext;
import io.penstock.wire.Cancellation;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for futures on the request's thread. */
public final class Await {

    /** Ports answer or fail long before. */
    private static final long PATIENCE_SECONDS = 30;

    private Await() {}

    /** The result; when the client leaves first, the future is cancelled and the call ends. */
    public static <T> T reply(CallContext call, CompletableFuture<T> future) throws InterruptedException {
        if (future.isDone()) {
            return get(future);
        }
        try (Cancellation.Registration _ = call.cancellation().onCancel(() -> future.cancel(false))) {
            return get(future);
        }
    }

    private static <T> T get(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (CancellationException | TimeoutException e) {
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
        return cause instanceof FaultException fault
                ? fault
                : new IllegalStateException("a port failed without a fault", cause);
    }
}
