package io.penstock.server;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Small change of the composition root. */
final class Threads {

    private static final long LOOK_MILLIS = 5;

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

    /** Waits until something is so, or gives up; for what offers nothing to wait on. True when it is so, or the thread was interrupted. */
    static boolean await(BooleanSupplier condition, Duration atMost) {
        CountDownLatch met = new CountDownLatch(1);
        try (ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("penstock-start-await").factory())) {
            Runnable look = () -> {
                if (condition.getAsBoolean()) {
                    met.countDown();
                }
            };
            looking.scheduleWithFixedDelay(look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            boolean is = met.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
            looking.shutdownNow();
            return is;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
