package io.penstock.wire.dispatch;

import io.penstock.kernel.fault.FaultException;
import io.penstock.wire.HttpRequest;
import io.penstock.wire.WireLimits;
import io.penstock.wire.codec.WireFaults;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** Bodies as they were before they were compressed for the way. */
final class Bodies {

    private Bodies() {}

    /**
     * The body, inflated when it says it is compressed.
     *
     * @throws FaultException when it is too large, no gzip, or compressed in another way
     */
    static byte[] of(HttpRequest request, WireLimits limits) {
        byte[] body = request.body();
        String encoding = request.headers()
                .first("Content-Encoding")
                .map(value -> value.strip().toLowerCase(Locale.ROOT))
                .orElse("identity");
        byte[] plain = switch (encoding) {
            case "", "identity", "amz-1.0" -> body;
            case "gzip", "x-gzip" -> inflate(body, limits.bodyBytes());
            default -> throw WireFaults.UNSUPPORTED_ENCODING.with(encoding);
        };
        if (plain.length > limits.bodyBytes()) {
            throw WireFaults.TOO_LARGE.with(limits.bodyBytes());
        }
        return plain;
    }

    private static byte[] inflate(byte[] body, int limit) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            // One byte beyond the limit tells that there is more, without making room for it.
            byte[] plain = in.readNBytes(limit == Integer.MAX_VALUE ? limit : limit + 1);
            if (plain.length > limit) {
                throw WireFaults.TOO_LARGE.with(limit);
            }
            return plain;
        } catch (IOException e) {
            throw WireFaults.SERIALIZATION.with("The body is not valid gzip.");
        }
    }
}
