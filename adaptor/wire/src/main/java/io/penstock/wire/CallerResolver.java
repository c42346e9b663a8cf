package io.penstock.wire;

import java.util.Optional;

/** Turns what a request claims into the caller it is served as. */
@FunctionalInterface
public interface CallerResolver {

    /**
     * The caller behind a credential.
     *
     * @param credential the claimed scope, or empty for an unsigned request
     * @throws io.penstock.kernel.fault.FaultException when the request is not to be served, with AWS's code for the reason
     */
    Caller resolve(Optional<Credential> credential);
}
