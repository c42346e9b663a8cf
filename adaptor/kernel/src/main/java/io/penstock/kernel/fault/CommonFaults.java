package io.penstock.kernel.fault;

import io.penstock.kernel.fault.Fault.Blame;

/**
 * Errors that every AWS service shares.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html">Common errors</a>
 */
public final class CommonFaults {

    /** Too much at once: SDKs back off and retry on this code. Answered when a bounded queue of ours is full. */
    public static final Fault THROTTLED =
            new Fault("ThrottlingException", "Throttling", 400, Blame.SENDER, "Rate exceeded");

    /** The shard that must answer has no owner that can be reached now; SDKs retry a 503. */
    public static final Fault UNAVAILABLE = new Fault(
            "ServiceUnavailable",
            "ServiceUnavailable",
            503,
            Blame.RECEIVER,
            "The request has failed due to a temporary failure of the server.");

    /** A defect or a broken invariant of ours; details are in the log under the request id. */
    public static final Fault INTERNAL = new Fault(
            "InternalFailure",
            "InternalFailure",
            500,
            Blame.RECEIVER,
            "The request processing has failed because of an unknown error, exception or failure.");

    private CommonFaults() {}
}
