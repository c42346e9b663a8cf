package io.penstock.kernel.delivery;

import java.util.concurrent.CompletableFuture;

/** The log of deliveries, and those who work it off. */
public interface DeliveryLog {

    /** Completes when the log exists and is worked off. To be asked before anybody is told that something will be delivered; cheap once it is open. */
    CompletableFuture<Void> open();

    /** Completes when a delivery is durable. It is made at least once, or ends in its dead-letter queue. Opens the log if need be. */
    CompletableFuture<Void> send(Delivery delivery);
}
