package io.penstock.services.events.connection;

import org.jspecify.annotations.Nullable;

/**
 * An API destination, as it is kept and as every node knows it. Times are epoch milliseconds.
 *
 * @param connection the ARN of its connection
 * @param url with {@code *} where targets fill in parts of paths
 * @param perSecond calls that may begin in a second
 */
public record DestinationDefinition(
        String arn,
        String name,
        @Nullable String description,
        String connection,
        String url,
        String method,
        int perSecond,
        long created,
        long modified) {

    /** The kind of API destinations in the catalog; keys are {@link ConnectionDefinition#key}. */
    public static final String KIND = "events.destination";

    /** AWS's, where none is set. */
    public static final int PER_SECOND = 300;
}
