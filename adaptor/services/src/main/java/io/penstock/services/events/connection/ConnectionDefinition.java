package io.penstock.services.events.connection;

import org.jspecify.annotations.Nullable;

/**
 * A connection, as it is kept and as every node knows it. Times are epoch milliseconds.
 *
 * @param authorization AWS's name of how it authorizes
 * @param shown what is told of it
 * @param sealed all of it, encrypted; null when it is deauthorized
 * @param authorized when it was authorized last; 0 when it never was
 */
public record ConnectionDefinition(
        String arn,
        String name,
        @Nullable String description,
        String authorization,
        State state,
        @Nullable String reason,
        Auth shown,
        @Nullable String sealed,
        long created,
        long modified,
        long authorized) {

    /** The kind of connections in the catalog; keys are {@link #key}. */
    public static final String KIND = "events.connection";

    /** AWS's states, those that occur here. */
    public enum State {
        AUTHORIZING,
        AUTHORIZED,
        DEAUTHORIZED
    }

    /** The ARN without its last part, which is another one when a name is used again. */
    public static String key(String arn) {
        return arn.substring(0, arn.lastIndexOf('/'));
    }

    /** Authorized now. */
    public ConnectionDefinition authorized(long now) {
        return new ConnectionDefinition(
                arn, name, description, authorization, State.AUTHORIZED, null, shown, sealed, created, modified, now);
    }

    /** Not authorized, because the token endpoint would not. */
    public ConnectionDefinition refused(String why) {
        return new ConnectionDefinition(
                arn,
                name,
                description,
                authorization,
                State.DEAUTHORIZED,
                why,
                shown,
                sealed,
                created,
                modified,
                authorized);
    }

    /** Deauthorized by its owner: secrets are gone. */
    public ConnectionDefinition deauthorized(long now) {
        return new ConnectionDefinition(
                arn,
                name,
                description,
                authorization,
                State.DEAUTHORIZED,
                "The connection has been deauthorized.",
                shown,
                null,
                created,
                now,
                authorized);
    }
}
