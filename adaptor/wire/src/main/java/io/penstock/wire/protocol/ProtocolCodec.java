package io.penstock.wire.protocol;

import io.penstock.wire.BodyStreamHandler.StreamedBody;
import io.penstock.wire.EventStreamHandler.EventStream;
import io.penstock.wire.HttpResponse;
import io.penstock.wire.model.OperationModel;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkPojo;

/** One protocol of one service. Thread-safe. */
public interface ProtocolCodec {

    /**
     * Reads a request into its builder.
     *
     * @throws io.penstock.kernel.fault.FaultException of a 4xx status when the request is malformed
     */
    void decode(Inbound request, SdkPojo builder);

    /** Writes a response. */
    HttpResponse encode(OperationModel operation, SdkPojo response, String requestId);

    /** Writes an error. */
    HttpResponse error(WireError error, String requestId);

    /**
     * Writes a stream of events.
     *
     * @param failures turns what a source throws into the error that ends the stream
     */
    HttpResponse events(EventStream<?> stream, String requestId, Function<RuntimeException, WireError> failures);

    /**
     * Writes a payload of unknown length.
     *
     * @throws IllegalStateException when the protocol has none
     */
    HttpResponse payload(OperationModel operation, StreamedBody<?> streamed, String requestId);
}
