package io.penstock.wire.dispatch;

import io.penstock.kernel.fault.FaultException;
import io.penstock.wire.Credential;
import io.penstock.wire.Headers;
import io.penstock.wire.codec.QueryParameters;
import io.penstock.wire.codec.WireFaults;
import java.util.Optional;

/** Finds the credential a request claims. */
final class Credentials {

    private static final String SCOPE = "Credential=";

    private Credentials() {}

    /**
     * The scope in the Authorization header or, for presigned requests, in the query string.
     *
     * @throws FaultException when a Signature Version 4 is claimed without a readable scope
     */
    static Optional<Credential> of(Headers headers, QueryParameters query) {
        Optional<String> authorization = headers.first("Authorization").filter(value -> value.startsWith("AWS4-"));
        if (authorization.isPresent()) {
            return Optional.of(parse(scope(authorization.get())));
        }
        return query.first("X-Amz-Credential").map(Credentials::parse);
    }

    private static String scope(String authorization) {
        int start = authorization.indexOf(SCOPE);
        if (start < 0) {
            return "";
        }
        start += SCOPE.length();
        int end = start;
        while (end < authorization.length() && authorization.charAt(end) != ',' && authorization.charAt(end) != ' ') {
            end++;
        }
        return authorization.substring(start, end);
    }

    private static Credential parse(String scope) {
        return Credential.parseScope(scope).orElseThrow(WireFaults.INCOMPLETE_SIGNATURE::with);
    }
}
