package io.penstock.kernel.fault;

/** Carries a {@link Fault} to the edge. Has no stack trace: it tells the caller, not us, and is thrown on hot paths. */
public final class FaultException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Fault fault;

    public FaultException(Fault fault, String message) {
        super(message, null, false, false);
        this.fault = fault;
    }

    /** The catalogue entry. */
    public Fault fault() {
        return fault;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }
}
