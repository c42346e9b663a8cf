package io.penstock.kernel.fault;

/**
 * One error a caller can receive.
 *
 * @param shape the modelled shape or code of the JSON, REST and CBOR protocols, for example {@code QueueDoesNotExist}
 * @param queryCode the code of the query protocol, for example {@code AWS.SimpleQueueService.NonExistentQueue}
 * @param status HTTP status
 * @param blame whose fault it is; the query protocol and retry decisions of SDKs need it
 * @param text the message, with {@link String#format} placeholders
 */
public record Fault(String shape, String queryCode, int status, Blame blame, String text) {

    /** Whose fault an error is. */
    public enum Blame {
        SENDER,
        RECEIVER
    }

    public Fault {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("a fault is a 4xx or 5xx: " + status);
        }
    }

    /** A fault of the caller with the same name in every protocol and status 400. */
    public static Fault sender(String shape, String text) {
        return new Fault(shape, shape, 400, Blame.SENDER, text);
    }

    /** A fault of the caller, status 400, that the query protocol calls by another name. */
    public static Fault sender(String shape, String queryCode, String text) {
        return new Fault(shape, queryCode, 400, Blame.SENDER, text);
    }

    /** The exception for this fault, its text filled in. */
    public FaultException with(Object... arguments) {
        return new FaultException(this, arguments.length == 0 ? text : String.format(text, arguments));
    }
}
