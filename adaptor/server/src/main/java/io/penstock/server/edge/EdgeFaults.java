package io.penstock.server.edge;

import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.fault.Fault.Blame;

/** What the edge refuses before a service sees it. */
final class EdgeFaults {

    /** Status 413 as AWS's front ends answer it. */
    static final Fault TOO_LARGE = new Fault(
            "RequestEntityTooLargeException",
            "RequestEntityTooLarge",
            413,
            Blame.SENDER,
            "The request body is larger than the %d bytes that this server accepts.");

    static final Fault TOO_SLOW = new Fault(
            "RequestTimeoutException",
            "RequestTimeout",
            408,
            Blame.SENDER,
            "The request body was not received within %d seconds.");

    static final Fault BROKEN_BODY = new Fault(
            "MalformedHttpRequestException",
            "MalformedHttpRequest",
            400,
            Blame.SENDER,
            "The request body could not be read to its end.");

    static final Fault NOT_GZIP =
            new Fault("SerializationException", "MalformedInput", 400, Blame.SENDER, "The body is not valid gzip.");

    static final Fault MALFORMED = new Fault(
            "MalformedHttpRequestException",
            "MalformedHttpRequest",
            400,
            Blame.SENDER,
            "The request is not valid HTTP: %s");

    /** SDKs retry a 503 with backoff. */
    static final Fault OVERLOADED = new Fault(
            "ServiceUnavailable",
            "ServiceUnavailable",
            503,
            Blame.RECEIVER,
            "The server is busy: %s. Try again later.");

    private EdgeFaults() {}
}
