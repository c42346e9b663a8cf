package io.penstock.services.events.bus;

import org.jspecify.annotations.Nullable;

/**
 * A bus, as it is kept and as every node knows it.
 *
 * @param created epoch milliseconds; 0 for a default bus, which always was
 */
public record BusDefinition(String arn, @Nullable String description, long created) {

    private static final String RESOURCE = ":event-bus/";
    private static final String DEFAULT = "default";

    /** Its name. */
    public String name() {
        return nameOf(arn);
    }

    static String nameOf(String arn) {
        return arn.substring(arn.indexOf(RESOURCE) + RESOURCE.length());
    }

    /** Whether this is the bus that every account has. */
    static boolean isDefault(String arn) {
        return nameOf(arn).equals(DEFAULT);
    }
}
