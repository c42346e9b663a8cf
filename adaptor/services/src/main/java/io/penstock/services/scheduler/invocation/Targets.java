package io.penstock.services.scheduler.invocation;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where attempts go. Must not block. */
public interface Targets {

    /** Invokes a schedule's target. */
    CompletableFuture<Outcome> invoke(Attempt attempt);

    /** Sends what could not be delivered to the schedule's dead-letter queue. */
    CompletableFuture<Outcome> deadLetter(Attempt last, Reason reason);

    /**
     * Why an occurrence is given up.
     *
     * @param condition AWS's name of the limit that was reached, or null when the failure was final
     */
    record Reason(@Nullable String condition, String code, String message) {}
}
