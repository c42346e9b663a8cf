package io.penstock.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** Small change of the composition root. */
final class Threads {

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
}
