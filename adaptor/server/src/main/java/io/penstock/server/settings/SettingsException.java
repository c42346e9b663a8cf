package io.penstock.server.settings;

/** A setting that cannot be used. The message names it, says what is wrong and is meant to be read by the operator. */
public final class SettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message);
    }

    public SettingsException(String message, Throwable cause) {
        super(message, cause);
    }
}
