package io.penstock.wire.protocol;

import io.penstock.wire.BodyStreamHandler.StreamedBody;
import io.penstock.wire.EventStreamHandler.EventStream;
import io.penstock.wire.Headers;
import io.penstock.wire.HttpResponse;
import io.penstock.wire.codec.QueryDecoder;
import io.penstock.wire.codec.QueryParameters;
import io.penstock.wire.codec.WireFaults;
import io.penstock.wire.codec.XmlEncoder;
import io.penstock.wire.model.OperationModel;
import io.penstock.wire.model.ServiceModel;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Parameters in, XML out.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html">AWS query protocol, Smithy</a>
 */
final class QueryCodec implements ProtocolCodec {

    private static final String MISSING_QUEUE = "AWS.SimpleQueueService.NonExistentQueue";

    private final ServiceModel model;
    private final QueryDecoder decoder;
    private final XmlEncoder encoder;

    QueryCodec(ServiceModel model) {
        this.model = model;
        this.decoder = new QueryDecoder(model);
        this.encoder = new XmlEncoder(model);
    }

    @Override
    public void decode(Inbound request, SdkPojo builder) {
        QueryParameters parameters = request.parameters();
        if (model.id().equals("sqs") && request.endpoint().rawPath().length() > 1) {
            // Queries about a queue may be sent to the queue's own URL instead of naming it.
            parameters.addIfAbsent(
                    "QueueUrl",
                    request.endpoint().baseUrl() + request.endpoint().rawPath());
        }
        decoder.decode(parameters, builder);
    }

    @Override
    public HttpResponse encode(OperationModel operation, SdkPojo response, String requestId) {
        byte[] body = encoder.encode(operation.name(), operation.hasOutput(), response, requestId);
        return Responses.of(200, headers(requestId), body);
    }

    /** A missing queue has a text of its own in SQS's older protocol. */
    private static String text(WireError error) {
        return error.fault().queryCode().equals(MISSING_QUEUE)
                ? error.message().replace(" does not exist.", " does not exist for this wsdl version.")
                : error.message();
    }

    @Override
    public HttpResponse error(WireError error, String requestId) {
        if (error.fault().equals(WireFaults.NOTHING_ASKED)) {
            // SQS answers this with no more than the name.
            byte[] name = ("<" + error.fault().queryCode() + "/>").getBytes(StandardCharsets.UTF_8);
            return Responses.of(error.fault().status(), headers(requestId), name);
        }
        byte[] body =
                encoder.encodeError(error.blame(), error.fault().queryCode(), text(error), requestId, error.members());
        return Responses.of(error.fault().status(), headers(requestId), body);
    }

    private static Headers.Builder headers(String requestId) {
        return Responses.headers(requestId).add(Responses.CONTENT_TYPE, "text/xml");
    }

    @Override
    public HttpResponse events(
            EventStream<?> stream, String requestId, Function<RuntimeException, WireError> failures) {
        throw new IllegalStateException("no operation of the query protocol streams events");
    }

    @Override
    public HttpResponse payload(OperationModel operation, StreamedBody<?> streamed, String requestId) {
        throw new IllegalStateException(operation.name() + " streams a payload, which the query protocol can not");
    }
}
