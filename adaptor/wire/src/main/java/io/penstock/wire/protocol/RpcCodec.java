package io.penstock.wire.protocol;

import io.penstock.wire.BodyStreamHandler.StreamedBody;
import io.penstock.wire.EventStreamHandler.EventStream;
import io.penstock.wire.Headers;
import io.penstock.wire.HttpResponse;
import io.penstock.wire.WireLimits;
import io.penstock.wire.codec.DocumentDecoder;
import io.penstock.wire.codec.DocumentEncoder;
import io.penstock.wire.codec.DocumentFormat;
import io.penstock.wire.model.OperationModel;
import io.penstock.wire.model.ServiceModel;
import java.util.function.Function;
import java.util.zip.CRC32;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The protocols whose request and response are each one document: JSON 1.0 and 1.1, their CBOR twin, and Smithy RPC v2.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html">AWS JSON, Smithy</a>
 * @see <a href="https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html">RPC v2 CBOR, Smithy</a>
 */
final class RpcCodec implements ProtocolCodec {

    private final ServiceModel model;
    private final DocumentFormat format;
    private final DocumentDecoder decoder;
    private final DocumentEncoder encoder;
    private final String contentType;

    RpcCodec(ServiceModel model, DocumentFormat format, WireLimits limits) {
        this.model = model;
        this.format = format;
        this.decoder = new DocumentDecoder(format, limits);
        this.encoder = new DocumentEncoder(format);
        this.contentType = switch (format) {
            case JSON -> "application/x-amz-json-" + model.speech().jsonVersion();
            case CBOR_1_1 -> "application/x-amz-cbor-1.1";
            case RPC_V2_CBOR -> "application/cbor";
        };
    }

    @Override
    public void decode(Inbound request, SdkPojo builder) {
        decoder.decode(request.body(), builder);
    }

    @Override
    public HttpResponse encode(OperationModel operation, SdkPojo response, String requestId) {
        // RPC v2 wants a document even when the operation has no output; the older protocols answer such operations
        // with nothing.
        boolean document = operation.hasOutput() || format == DocumentFormat.RPC_V2_CBOR;
        return respond(200, headers(requestId), document ? encoder.encode(response) : new byte[0]);
    }

    @Override
    public HttpResponse error(WireError error, String requestId) {
        Headers.Builder headers = headers(requestId);
        if (model.rules().queryCompatible()) {
            headers.add("x-amzn-query-error", error.fault().queryCode() + ";" + error.blame());
        }
        byte[] body = encoder.encodeError(type(error), error.messageMember(), error.message(), error.members());
        return respond(error.fault().status(), headers, body);
    }

    /** Clients cut the namespace off; services that came from the query protocol and RPC v2 are documented with one. */
    private String type(WireError error) {
        String shape = error.fault().shape();
        if (!model.rules().queryCompatible() && format != DocumentFormat.RPC_V2_CBOR) {
            return shape;
        }
        return (error.model().isPresent() ? "com.amazonaws." + model.id() : "com.amazon.coral.service") + "#" + shape;
    }

    @Override
    public HttpResponse events(
            EventStream<?> stream, String requestId, Function<RuntimeException, WireError> failures) {
        Headers.Builder headers = headers(requestId).set(Responses.CONTENT_TYPE, Responses.EVENT_STREAM);
        EventStreamBody body = new EventStreamBody(encoder, contentType, true);
        return new HttpResponse(200, headers.build(), new HttpResponse.Stream(body.writer(stream, failures)));
    }

    @Override
    public HttpResponse payload(OperationModel operation, StreamedBody<?> streamed, String requestId) {
        throw new IllegalStateException(operation.name() + " streams a payload, which " + format + " can not");
    }

    private Headers.Builder headers(String requestId) {
        Headers.Builder headers = Responses.headers(requestId).add(Responses.CONTENT_TYPE, contentType);
        if (format == DocumentFormat.RPC_V2_CBOR) {
            headers.add("smithy-protocol", "rpc-v2-cbor");
        }
        return headers;
    }

    private HttpResponse respond(int status, Headers.Builder headers, byte[] body) {
        if (model.rules().crc32()) {
            CRC32 crc = new CRC32();
            crc.update(body);
            headers.add("x-amz-crc32", Long.toString(crc.getValue()));
        }
        return Responses.of(status, headers, body);
    }
}
