package io.penstock.server.introspect;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.penstock.server.edge.Exchange;
import io.penstock.services.sns.Sns;
import io.penstock.wire.Headers;
import io.penstock.wire.HttpResponse;
import java.util.Optional;

/**
 * {@code GET /SimpleNotificationService-....pem}: the certificate by which clients check what SNS delivers, where SigningCertURL says.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html">Verifying the signatures of Amazon SNS messages</a>
 */
public final class SnsCertificates {

    private static final String PREFIX = "/SimpleNotificationService-";

    private final Sns sns;

    public SnsCertificates(Sns sns) {
        this.sns = sns;
    }

    /** The certificate, if the request is for it. */
    public Optional<HttpResponse> serve(Exchange exchange) {
        String path = exchange.target().rawPath();
        if (!path.startsWith(PREFIX) || !exchange.method().equals("GET")) {
            return Optional.empty();
        }
        return sns.certificate(path.substring(1))
                .map(pem -> new HttpResponse(
                        200,
                        Headers.of("Content-Type", "application/x-pem-file"),
                        new HttpResponse.Bytes(pem.getBytes(US_ASCII))));
    }
}
