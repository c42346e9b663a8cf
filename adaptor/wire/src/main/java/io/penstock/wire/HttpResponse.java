package io.penstock.wire;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A whole HTTP response, free of any server's API. {@code Content-Length} and the framing are the transport's business.
 *
 * @param status HTTP status
 * @param headers the fields to send, {@code Content-Type} included when there is a body
 * @param body what follows them
 */
public record HttpResponse(int status, Headers headers, Body body) {

    /** A body that is known, or one that is written while it comes into being. */
    public sealed interface Body {}

    /** A complete body. */
    public record Bytes(byte[] content) implements Body {}

    /**
     * A body of unknown length, such as an event stream. The edge calls the writer once, on the thread of the request, after status and
     * headers are committed, and must flush whenever the writer flushes.
     */
    public record Stream(BodyWriter writer) implements Body {}

    /** Writes a streaming body. */
    @FunctionalInterface
    public interface BodyWriter {

        /**
         * Writes everything and returns; the caller closes the stream.
         *
         * @throws IOException when the client is gone
         * @throws InterruptedException when the server stops
         */
        void writeTo(OutputStream out) throws IOException, InterruptedException;
    }
}
