package io.penstock.wire;

import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import java.util.Optional;

/**
 * Everything about a call that is not its request.
 *
 * @param caller account, Region and principal
 * @param requestId the id that the caller sees in the response and operators see in the log
 * @param endpoint the server as the caller addressed it
 * @param cancellation fires when the client is gone
 * @param traceHeader AWS X-Ray's, as the HTTP header {@code X-Amzn-Trace-Id} carries it, unchecked
 * @param signed whether the request names a credential; who sends none is served as the default account
 */
public record CallContext(
        Caller caller,
        String requestId,
        Endpoint endpoint,
        Cancellation cancellation,
        Optional<String> traceHeader,
        boolean signed) {

    /** The HTTP header that SDKs instrumented for X-Ray add, and SDKs that run where it is on. */
    public static final String TRACE_HEADER = "X-Amzn-Trace-Id";

    /** A call by a credential. */
    public CallContext(
            Caller caller,
            String requestId,
            Endpoint endpoint,
            Cancellation cancellation,
            Optional<String> traceHeader) {
        this(caller, requestId, endpoint, cancellation, traceHeader, true);
    }

    /** A call by a credential that is not traced. */
    public CallContext(Caller caller, String requestId, Endpoint endpoint, Cancellation cancellation) {
        this(caller, requestId, endpoint, cancellation, Optional.empty(), true);
    }

    public AccountId account() {
        return caller.account();
    }

    public Region region() {
        return caller.region();
    }

    public String senderId() {
        return caller.senderId();
    }

    /** Scheme, host and port as the caller addressed them; the stem of queue URLs. */
    public String baseUrl() {
        return endpoint.baseUrl();
    }

    /** The path of the request, still percent-encoded. */
    public String rawPath() {
        return endpoint.rawPath();
    }
}
