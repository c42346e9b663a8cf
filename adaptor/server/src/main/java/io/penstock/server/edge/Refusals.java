package io.penstock.server.edge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.fault.Fault.Blame;
import io.penstock.kernel.fault.FaultException;
import io.penstock.wire.Headers;
import io.penstock.wire.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Errors for requests that never reached a service: too large, too slow, too many, not HTTP. Only the content type is known of them, and
 * that decides the protocol; what carries none is answered in XML, as AWS's front ends do.
 */
public final class Refusals {

    private static final JsonFactory JSON = new JsonFactory();
    private static final CBORFactory CBOR = new CBORFactory();
    private static final int RETRY_AFTER_SECONDS = 1;

    private final RandomGenerator random;

    /** @param random draws request ids; must be safe for use by many threads */
    public Refusals(RandomGenerator random) {
        this.random = random;
    }

    /** The error response for a request with these headers. */
    public HttpResponse of(Headers request, FaultException refused) {
        Fault fault = refused.fault();
        String id = new UUID(random.nextLong(), random.nextLong()).toString();
        String type = request.first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        Headers.Builder headers = new Headers.Builder().add("x-amzn-RequestId", id);
        if (fault.status() == 503) {
            headers.add("Retry-After", Integer.toString(RETRY_AFTER_SECONDS));
        }
        if (request.first("x-amzn-query-mode").isPresent()) {
            headers.add("x-amzn-query-error", fault.queryCode() + ";" + blame(fault));
        }
        byte[] body;
        if (type.startsWith("application/cbor") || type.startsWith("application/x-amz-cbor")) {
            request.first("smithy-protocol").ifPresent(protocol -> headers.add("smithy-protocol", protocol));
            headers.add("Content-Type", mediaType(type));
            body = document(CBOR, refused);
        } else if (type.startsWith("application/x-amz-json") || type.startsWith("application/json")) {
            headers.add("x-amzn-ErrorType", fault.shape()).add("Content-Type", mediaType(type));
            body = document(JSON, refused);
        } else {
            headers.add("Content-Type", "text/xml");
            body = xml(refused, id);
        }
        return new HttpResponse(fault.status(), headers.build(), new HttpResponse.Bytes(body));
    }

    private static String mediaType(String contentType) {
        return contentType.split(";", 2)[0].strip();
    }

    private static byte[] document(JsonFactory format, FaultException refused) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(128);
        try (JsonGenerator generator = format.createGenerator(out)) {
            generator.writeStartObject();
            generator.writeStringField("__type", refused.fault().shape());
            generator.writeStringField("message", refused.getMessage());
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] xml(FaultException refused, String id) {
        String text = "<?xml version=\"1.0\"?><ErrorResponse><Error><Type>" + blame(refused.fault()) + "</Type><Code>"
                + refused.fault().queryCode() + "</Code><Message>" + escaped(refused.getMessage())
                + "</Message></Error><RequestId>" + id + "</RequestId></ErrorResponse>";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String blame(Fault fault) {
        return fault.blame() == Blame.SENDER ? "Sender" : "Receiver";
    }
}
