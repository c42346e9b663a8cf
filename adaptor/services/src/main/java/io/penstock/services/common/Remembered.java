package io.penstock.services.common;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is asked for when it is first needed, and again after that failed. Thread-safe. */
public final class Remembered<T> {

    private final Supplier<CompletableFuture<T>> question;

    private @Nullable CompletableFuture<T> known;

    /** @param question asked under a lock, so it must not block */
    public Remembered(Supplier<CompletableFuture<T>> question) {
        this.question = question;
    }

    /** The answer; all who come before it has come share one question. */
    public synchronized CompletableFuture<T> get() {
        if (known == null || known.isCompletedExceptionally()) {
            known = question.get();
        }
        return known;
    }

    /** The next one asks anew. */
    public synchronized void forget() {
        known = null;
    }
}
