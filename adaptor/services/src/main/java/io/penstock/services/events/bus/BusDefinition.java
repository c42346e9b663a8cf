package io.penstock.services.events.bus;

import org.jspecify.annotations.Nullable;

/**
 * A bus, as it is kept and as every node knows it.
 *
 * @param created epoch milliseconds; 0 for a default bus, which always was
 * @param modified epoch milliseconds; 0 when it never was
 * @param policy who may put events, kept and told; null for none
 */
public record BusDefinition(
        String arn,
        @Nullable String description,
        long created,
        long modified,
        @Nullable String policy) {

    /** One that nobody has changed. */
    public static BusDefinition made(String arn, @Nullable String description, long at) {
        return new BusDefinition(arn, description, at, at, null);
    }

    BusDefinition described(@Nullable String text, long at) {
        return new BusDefinition(arn, text, created, at, policy);
    }

    BusDefinition ruledBy(@Nullable String document, long at) {
        return new BusDefinition(arn, description, created, at, document);
    }

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
