package io.penstock.services.scheduler.invocation;

/** How an attempt ended. */
public sealed interface Outcome {

    /** A defect of ours: worth another attempt, since nothing is known of the target. */
    Outcome DEFECT = new Refused("InternalFailure", "The invocation failed because of an internal error.", true);

    /** The target has taken it. */
    record Delivered() implements Outcome {}

    /** @param retryable whether another attempt may fare better */
    record Refused(String code, String message, boolean retryable) implements Outcome {}
}
