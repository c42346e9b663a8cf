package io.penstock.services.common;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.wire.CallContext;
import io.penstock.wire.Cancellation;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for futures of ports on the request's thread. What failed is thrown as the fault that it is. */
public final class Await {

    private Await() {}

    /** The reply. It is waited for even when the client has left: what was begun ends within the time of an append, and a node that stops lets it. */
    public static <T> T reply(CompletableFuture<T> future) throws InterruptedException {
        return get(future);
    }

    /** The reply; when the client leaves first or the node stops, the future is cancelled and the call ends. */
    public static <T> T reply(CallContext call, CompletableFuture<T> future) throws InterruptedException {
        if (future.isDone()) {
            return get(future);
        }
        try (Cancellation.Registration _ = call.cancellation().onCancel(() -> future.cancel(false))) {
            return get(future);
        }
    }

    /**
     * Whether the future is done within this time, which may last a second longer. It goes on if not; when the client leaves or the node stops, it is cancelled, and done.
     */
    public static boolean within(CallContext call, CompletableFuture<?> future, Duration time)
            throws InterruptedException {
        if (future.isDone()) {
            return true;
        }
        try (Cancellation.Registration _ = call.cancellation().onCancel(() -> future.cancel(false))) {
            Patience.await(future, time.toNanos());
            return future.isDone();
        } catch (InterruptedException e) {
            future.cancel(false);
            throw e;
        }
    }

    private static <T> T get(CompletableFuture<T> future) throws InterruptedException {
        try {
            Patience.await(future);
            return future.get(0, TimeUnit.SECONDS);
        } catch (CancellationException | TimeoutException e) {
            // After a cancellation nobody reads the answer any more.
            throw CommonFaults.UNAVAILABLE.with();
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } catch (InterruptedException e) {
            future.cancel(false);
            throw e;
        }
    }

    /** The fault in a failure of a future, or a defect. */
    public static RuntimeException unwrapped(Throwable failure) {
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
