package io.penstock.streams.events;

import io.penstock.kernel.name.Arn;
import io.penstock.streams.runtime.Definitions;
import java.time.Duration;

/** The buses of the catalog. */
final class Buses {

    /** The kind of buses in the catalog. */
    static final String KIND = "events.bus";

    private static final String DEFAULT = "event-bus/default";

    private final Definitions definitions;

    /** @param definitions read {@link #KIND} */
    Buses(Definitions definitions) {
        this.definitions = definitions;
    }

    /**
     * Whether a bus is there. The default one of an account always is.
     *
     * @param patience for one that is not known: it may have been made right before the event was put
     */
    boolean exists(Arn bus, Duration patience) throws InterruptedException {
        if (bus.resource().equals(DEFAULT)) {
            return true;
        }
        String arn = bus.toString();
        if (!isKnown(arn) && patience.isPositive()) {
            long next =
                    definitions.find(KIND, arn).map(gone -> gone.version() + 1).orElse(0L);
            definitions.await(KIND, arn, next, patience);
        }
        return isKnown(arn);
    }

    private boolean isKnown(String arn) {
        return definitions.find(KIND, arn).filter(found -> !found.isDeleted()).isPresent();
    }

    /**
     * Waits until a version of a bus, and the rules that it came with, are here.
     *
     * @param version that the publisher knew; 0 or less for none
     * @param age of the event, in milliseconds
     */
    void await(String bus, long version, long age) throws InterruptedException {
        if (version > 0) {
            definitions.known(KIND, bus, version, age);
        }
    }
}
