package io.penstock.wire;

import java.util.Optional;

/**
 * Sees every call once, after its response is made or, for streams, after the stream has ended; for metrics and the access log. Must not
 * block or throw.
 */
@FunctionalInterface
public interface CallObserver {

    /** Takes note of one finished call. */
    void called(Call call);

    /**
     * What a call was and how it went.
     *
     * @param operation what was asked for
     * @param outcome what was answered
     * @param requestId the id the caller was given
     * @param nanos time from the first byte handed over to the response made, streaming bodies excluded
     */
    record Call(Target operation, Outcome outcome, String requestId, long nanos) {}

    /**
     * The operation of a call. Names come from the service model only, never from the caller, so they are safe as metric labels.
     *
     * @param service the service, for example {@code sqs}, or {@code unknown}
     * @param operation the operation, for example {@code SendMessage}, or {@code unknown}
     * @param protocol the protocol spoken, for example {@code json}, {@code query} or {@code in-process}
     */
    record Target(String service, String operation, String protocol) {}

    /**
     * The answer to a call.
     *
     * @param status HTTP status
     * @param errorCode AWS's error code when the call failed
     * @param failure the defect of ours behind an internal failure; to be logged with its stack trace
     */
    record Outcome(int status, Optional<String> errorCode, Optional<Throwable> failure) {}
}
