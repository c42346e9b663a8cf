package io.penstock.log.peer;

/** The command was certainly not executed, so it may be sent again: the peer could not be reached, or does not own the shard. */
public final class NotExecutedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NotExecutedException(String reason) {
        super(reason, null, false, false);
    }
}
