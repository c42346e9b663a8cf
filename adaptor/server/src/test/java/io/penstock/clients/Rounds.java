package io.penstock.clients;

import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.core.exception.SdkException;

/** Callers that go on whatever becomes of their servers. */
final class Rounds {

    private Rounds() {}

    /** Repeats a round until told to stop; what fails with an error of the service or the connection was not acknowledged, and no step sends the same twice, unless with the same id. */
    static Thread repeat(AtomicBoolean stopping, Runnable... round) {
        return Thread.ofVirtual().start(() -> {
            while (!stopping.get()) {
                for (Runnable step : round) {
                    try {
                        step.run();
                    } catch (SdkException e) {
                        // Not acknowledged.
                    }
                }
            }
        });
    }
}
