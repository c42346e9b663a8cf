package io.penstock.server;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Small change of the composition root. */
final class Threads {

    private static final long POLL_NANOS = 5_000_000;

    private Threads() {}

    /** Runs one task on a platform thread of its own: Jetty and Kafka load classes for a second, which would pin carriers. */
    static Executor starter(String what) {
        return task ->
                Thread.ofPlatform().daemon().name("penstock-start-" + what).start(task);
    }

    /** Waits, and throws what the task threw. */
    static void join(CompletableFuture<Void> task) {
        try {
            task.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Waits until something is so, or gives up; for what offers nothing to wait on. */
    static void await(BooleanSupplier condition, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0 && !Thread.interrupted()) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
