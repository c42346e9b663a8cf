package io.penstock.services.events.bus;

import java.util.concurrent.CompletableFuture;

/** Where the events go of rules that occur by their schedules. */
@FunctionalInterface
public interface Occurrences {

    /**
     * Puts the event of an occurrence, for its rule alone. Completes when it is durable; may be asked again.
     *
     * @param bus its ARN
     * @param id of the event
     */
    CompletableFuture<?> put(String bus, String id, Occurrence occurrence);
}
