package io.penstock.server.manage;

import io.micrometer.core.instrument.FunctionCounter;
import io.penstock.services.deliveries.work.Undelivered;

/** What became of messages that could not be delivered. */
public final class DeliveryMeters {

    private DeliveryMeters() {}

    /** Adds them. */
    public static void add(Metrics metrics, Undelivered undelivered) {
        FunctionCounter.builder("penstock.deliveries.undelivered", undelivered, Undelivered::kept)
                .description("Messages that no dead-letter queue took, kept in the topic " + Undelivered.TOPIC)
                .register(metrics.registry());
        FunctionCounter.builder("penstock.deliveries.dropped", undelivered, Undelivered::dropped)
                .description("Messages that could not be delivered and have no dead-letter queue")
                .register(metrics.registry());
    }
}
