package io.penstock.services.deliveries.work;

import io.penstock.kernel.delivery.Delivery;
import io.penstock.services.deliveries.lane.Progress.End;
import java.util.concurrent.CompletableFuture;

/** Where deliveries go. Must not block. */
public interface Endpoint {

    /** Makes an attempt. */
    CompletableFuture<Outcome> attempt(Delivery delivery);

    /** Sends what could not be delivered to its dead-letter queue. */
    CompletableFuture<Outcome> deadLetter(Delivery delivery, End end);
}
