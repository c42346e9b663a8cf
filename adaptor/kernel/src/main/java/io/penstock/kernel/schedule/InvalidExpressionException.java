package io.penstock.kernel.schedule;

/** An expression that cannot be read; the message says why. */
public final class InvalidExpressionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidExpressionException(String reason) {
        super(reason);
    }

    InvalidExpressionException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
