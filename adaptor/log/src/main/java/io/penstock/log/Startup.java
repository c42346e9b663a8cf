package io.penstock.log;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Who starts a node, as far as its Kafka is concerned.
 *
 * @param waiting told what the start waits for, again whenever that changes, and the empty string when it waits no more; must not block
 * @param givenUp ends the waiting once it completes, with the reason
 */
public record Startup(Consumer<String> waiting, CompletableFuture<String> givenUp) {

    /** Nobody listens, and nothing but an interrupt ends the waiting. */
    public static Startup unattended() {
        return new Startup(what -> {}, new CompletableFuture<>());
    }
}
