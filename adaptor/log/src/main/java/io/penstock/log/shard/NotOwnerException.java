package io.penstock.log.shard;

/** Tells another node that a command was not executed because its shard is not here. Has no stack trace: it is an answer. */
final class NotOwnerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotOwnerException() {
        super("not the owner", null, false, false);
    }
}
