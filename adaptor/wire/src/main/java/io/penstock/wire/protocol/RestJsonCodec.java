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
import io.penstock.wire.shape.Kind;
import io.penstock.wire.shape.Member;
import io.penstock.wire.shape.Shape;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Members spread over path, query string, headers and a JSON body.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html">AWS restJson1, Smithy</a>
 */
final class RestJsonCodec implements ProtocolCodec {

    private static final String JSON = "application/json";

    private final DocumentDecoder decoder;
    private final DocumentEncoder encoder = new DocumentEncoder(DocumentFormat.JSON);

    RestJsonCodec(WireLimits limits) {
        this.decoder = new DocumentDecoder(DocumentFormat.JSON, limits);
    }

    @Override
    public void decode(Inbound request, SdkPojo builder) {
        Shape shape = Shape.of(builder);
        Optional<Member> payload = shape.payload();
        if (payload.isPresent()) {
            payload(request.body(), payload.get(), builder);
        } else if (!shape.bodyMembers().isEmpty()) {
            decoder.decode(request.body(), builder);
        }
        RestMembers.read(request, shape, builder);
    }

    private void payload(byte[] body, Member member, SdkPojo builder) {
        if (body.length == 0) {
            return;
        }
        if (member.kind() == Kind.BYTES) {
            member.set(builder, SdkBytes.fromByteArrayUnsafe(body));
        } else if (member.kind() == Kind.STRING) {
            member.set(builder, new String(body, StandardCharsets.UTF_8));
        } else {
            SdkPojo held = member.newBuilder();
            decoder.decode(body, held);
            member.set(builder, Shape.build(held));
        }
    }

    @Override
    public HttpResponse encode(OperationModel operation, SdkPojo response, String requestId) {
        Shape shape = Shape.of(response);
        Headers.Builder headers = Responses.headers(requestId);
        int status = RestMembers.status(response, shape).orElse(operation.http().status());
        byte[] body = body(response, shape, headers);
        RestMembers.writeHeaders(response, shape, headers);
        return Responses.of(status, headers, body);
    }

    private byte[] body(SdkPojo response, Shape shape, Headers.Builder headers) {
        Member payload = shape.payload().orElse(null);
        if (payload == null) {
            headers.add(Responses.CONTENT_TYPE, JSON);
            return shape.bodyMembers().isEmpty() ? new byte[0] : encoder.encode(response);
        }
        headers.add(Responses.CONTENT_TYPE, payload.kind() == Kind.BYTES ? "application/octet-stream" : JSON);
        Object value = payload.get(response);
        return switch (value) {
            case null -> new byte[0];
            case SdkBytes bytes -> bytes.asByteArrayUnsafe();
            case SdkPojo structure -> encoder.encode(structure);
            default -> value.toString().getBytes(StandardCharsets.UTF_8);
        };
    }

    @Override
    public HttpResponse error(WireError error, String requestId) {
        Headers.Builder headers = Responses.headers(requestId)
                .add(Responses.CONTENT_TYPE, JSON)
                .add("x-amzn-ErrorType", error.fault().shape());
        SdkPojo members = error.members();
        if (members != null) {
            RestMembers.writeHeaders(members, Shape.of(members), headers);
        }
        byte[] body = encoder.encodeError(null, error.messageMember(), error.message(), members);
        return Responses.of(error.fault().status(), headers, body);
    }

    @Override
    public HttpResponse events(
            EventStream<?> stream, String requestId, Function<RuntimeException, WireError> failures) {
        SdkPojo response = stream.initialResponse();
        Headers.Builder headers = Responses.headers(requestId);
        int status = RestMembers.status(response, Shape.of(response)).orElse(200);
        RestMembers.writeHeaders(response, Shape.of(response), headers);
        headers.set(Responses.CONTENT_TYPE, Responses.EVENT_STREAM);
        EventStreamBody body = new EventStreamBody(encoder, JSON, false);
        return new HttpResponse(status, headers.build(), new HttpResponse.Stream(body.writer(stream, failures)));
    }

    @Override
    public HttpResponse payload(OperationModel operation, StreamedBody<?> streamed, String requestId) {
        SdkPojo response = streamed.response();
        Shape shape = Shape.of(response);
        Headers.Builder headers = Responses.headers(requestId).add(Responses.CONTENT_TYPE, "application/octet-stream");
        RestMembers.writeHeaders(response, shape, headers);
        int status = RestMembers.status(response, shape).orElse(operation.http().status());
        return new HttpResponse(status, headers.build(), new HttpResponse.Stream(streamed.payload()));
    }
}
