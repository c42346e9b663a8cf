package io.penstock.wire.protocol;

import io.penstock.wire.EventStreamHandler.EventStream;
import io.penstock.wire.HttpResponse.BodyWriter;
import io.penstock.wire.codec.DocumentEncoder;
import io.penstock.wire.codec.EventFrames;
import io.penstock.wire.shape.Kind;
import io.penstock.wire.shape.Member;
import io.penstock.wire.shape.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Writes the events of a stream as frames, each flushed.
 *
 * @param documents the protocol's encoder
 * @param contentType the type of its documents
 * @param initialResponse whether the protocol sends the response itself as the first frame
 */
record EventStreamBody(DocumentEncoder documents, String contentType, boolean initialResponse) {

    BodyWriter writer(EventStream<?> stream, Function<RuntimeException, WireError> failures) {
        return out -> {
            if (initialResponse) {
                document(out, "initial-response", stream.initialResponse());
            }
            try {
                stream.source().run((type, event) -> event(out, type, event));
            } catch (RuntimeException e) {
                WireError error = failures.apply(e);
                byte[] document = documents.encodeError(null, error.messageMember(), error.message(), error.members());
                EventFrames.exception(out, error.fault().shape(), contentType, to -> to.write(document));
                out.flush();
            }
        };
    }

    private void event(OutputStream out, String type, SdkPojo event) throws IOException {
        Member payload = Shape.of(event).payload().orElse(null);
        if (payload == null || payload.kind() != Kind.BYTES) {
            document(out, type, event);
            return;
        }
        Object content = payload.get(event);
        byte[] bytes = content == null ? new byte[0] : ((SdkBytes) content).asByteArrayUnsafe();
        EventFrames.event(out, type, "application/octet-stream", to -> to.write(bytes));
        out.flush();
    }

    private void document(OutputStream out, String type, SdkPojo members) throws IOException {
        EventFrames.event(out, type, contentType, to -> documents.encode(members, to));
        out.flush();
    }
}
