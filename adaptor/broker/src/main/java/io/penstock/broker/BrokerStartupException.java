package io.penstock.broker;

import org.jspecify.annotations.Nullable;

/** The broker cannot start. The message is written for the person at the terminal: what is wrong and what to do. */
public final class BrokerStartupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What stood in the way. */
    public enum Reason {
        /** Another process, or another broker of this one, holds the data directory. */
        DATA_DIRECTORY_IN_USE,
        /** The directory holds something Penstock did not write, or a newer Penstock did. */
        DATA_DIRECTORY_FOREIGN,
        /** It cannot be made, read or written. */
        DATA_DIRECTORY_UNUSABLE,
        /** Something else listens on the chosen port. */
        PORT_IN_USE,
        /** Kafka refused its configuration or failed while starting; see the cause. */
        BROKER_FAILED
    }

    private final Reason reason;

    BrokerStartupException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
