package io.penstock.log.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaFuture;

/** Kafka's futures as the JDK's. */
public final class Futures {

    private Futures() {}

    /** The same outcome; a failure is the bare cause. */
    public static <T> CompletableFuture<T> of(KafkaFuture<T> kafka) {
        CompletableFuture<T> future = new CompletableFuture<>();
        kafka.whenComplete((value, error) -> {
            if (error == null) {
                future.complete(value);
            } else {
                future.completeExceptionally(cause(error));
            }
        });
        return future;
    }

    /** What went wrong, without the wrappers that futures put around it. */
    public static Throwable cause(Throwable error) {
        Throwable cause = error;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** The first cause of all. */
    public static Throwable root(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
