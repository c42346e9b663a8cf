package io.penstock.log;

import org.jspecify.annotations.Nullable;

/** A node cannot start on its Kafka and trying on would not help. The message is for operators. */
public final class UnusableKafkaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean ofSettings;

    UnusableKafkaException(String message, boolean ofSettings, @Nullable Throwable cause) {
        super(message, cause);
        this.ofSettings = ofSettings;
    }

    /** Whether Kafka's clients refused their own settings; no broker was asked then. */
    public boolean isOfSettings() {
        return ofSettings;
    }
}
