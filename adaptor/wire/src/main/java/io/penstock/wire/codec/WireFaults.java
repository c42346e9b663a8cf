package io.penstock.wire.codec;

import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.fault.Fault.Blame;

/**
 * Errors of the wire itself, the same for every service.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html">Common errors</a>
 */
public final class WireFaults {

    /** The body is not a document of the protocol, or a value is not of its member's kind. */
    public static final Fault SERIALIZATION = Fault.sender("SerializationException", "MalformedInput", "%s");

    /** The parameters of a query request cannot be read. */
    public static final Fault MALFORMED_QUERY = Fault.sender("MalformedQueryString", "MalformedQueryString", "%s");

    /** A query request without Action. */
    public static final Fault MISSING_ACTION =
            Fault.sender("MissingAction", "MissingAction", "The request is missing an action or a required parameter.");

    /** The service has no such operation, or this server does not serve it. */
    public static final Fault UNKNOWN_OPERATION = Fault.sender(
            "UnknownOperationException", "InvalidAction", "The action %s is not valid for this web service.");

    /** SQS does not do this at a queue's URL. */
    public static final Fault NOT_AT_A_QUEUE =
            Fault.sender("UnknownOperationException", "InvalidAction", "The action %s is not valid for this endpoint.");

    /** Somebody looks at a queue's URL and asks for nothing. */
    public static final Fault NOTHING_ASKED = new Fault(
            "UnknownOperationException",
            "UnknownOperationException",
            404,
            Blame.SENDER,
            "The request asks for no action.");

    /** The request is not to be carried out, which its operation has no way to do. AWS models no such error; the code is the one that its query services use. */
    public static final Fault NO_DRY_RUN = Fault.sender(
            "UnsupportedOperationException", "UnsupportedOperation", "DryRun is not supported: nothing was done.");

    /** A REST request that matches no operation. */
    public static final Fault UNKNOWN_RESOURCE = new Fault(
            "UnknownOperationException", "InvalidAction", 404, Blame.SENDER, "No operation of %s matches %s %s.");

    /** The request names a service that this server does not serve. */
    public static final Fault UNKNOWN_SERVICE = Fault.sender(
            "UnknownServiceException", "UnknownService", "The service %s is not available at this endpoint.");

    /** Nothing in the request says which service it is for. */
    public static final Fault NO_SERVICE = new Fault(
            "MissingAuthenticationTokenException",
            "MissingAuthenticationToken",
            403,
            Blame.SENDER,
            "Missing Authentication Token");

    /** An Authorization header or presigned query that claims Signature Version 4 and holds no credential scope. */
    public static final Fault INCOMPLETE_SIGNATURE = Fault.sender(
            "IncompleteSignatureException",
            "IncompleteSignature",
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.");

    /** The body, inflated, is larger than the server takes. */
    public static final Fault TOO_LARGE = new Fault(
            "RequestEntityTooLargeException",
            "RequestEntityTooLarge",
            413,
            Blame.SENDER,
            "Request size exceeds %s bytes.");

    /** The body has an encoding that the server does not know. */
    public static final Fault UNSUPPORTED_ENCODING = new Fault(
            "UnsupportedMediaTypeException",
            "UnsupportedMediaType",
            415,
            Blame.SENDER,
            "Content encoding %s is not supported.");

    private WireFaults() {}
}
