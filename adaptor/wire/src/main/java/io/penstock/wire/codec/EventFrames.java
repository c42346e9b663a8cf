package io.penstock.wire.codec;

import io.penstock.kernel.fault.FaultException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/**
 * Frames of {@code application/vnd.amazon.eventstream}.
 *
 * @see <a href="https://smithy.io/2.0/aws/amazon-eventstream.html">Amazon event stream specification, Smithy</a>
 */
public final class EventFrames {

    /** Length of the total, length of the headers, and their checksum. */
    private static final int PRELUDE = 12;

    private static final int CHECKSUM = Integer.BYTES;

    /** Prelude and checksum of the message. */
    private static final int OVERHEAD = PRELUDE + CHECKSUM;

    /** The type of headers that are texts. */
    private static final byte STRING = 7;

    /** The specification's bound of a whole frame: 24 MB of payload and 128 KB of headers. */
    private static final int MAX_FRAME = 24 * 1024 * 1024 + 128 * 1024 + OVERHEAD;

    /**
     * One decoded frame.
     *
     * @param kind {@code event}, {@code exception} or {@code error}
     * @param type the event's or exception's type
     */
    public record Frame(String kind, String type, String contentType, byte[] payload) {}

    private EventFrames() {}

    /** What a frame carries. */
    @FunctionalInterface
    public interface Payload {

        /** Writes everything; need not close what it writes to. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes a frame with an event, in one write. */
    public static void event(OutputStream out, String type, String contentType, Payload payload) throws IOException {
        frame(out, new String[] {":event-type", type, ":content-type", contentType, ":message-type", "event"}, payload);
    }

    /** Writes a frame with a modelled exception, which ends the stream, in one write. */
    public static void exception(OutputStream out, String type, String contentType, Payload payload)
            throws IOException {
        frame(
                out,
                new String[] {":exception-type", type, ":content-type", contentType, ":message-type", "exception"},
                payload);
    }

    /** Written here and not by the library, which copies the payload three times and takes checksums byte by byte. */
    private static void frame(OutputStream out, String[] headers, Payload payload) throws IOException {
        Draft draft = new Draft();
        draft.write(new byte[PRELUDE]);
        for (int i = 0; i < headers.length; i += 2) {
            header(draft, headers[i], headers[i + 1]);
        }
        int headersLength = draft.size() - PRELUDE;
        payload.writeTo(draft);
        int written = draft.size();
        draft.putInt(0, written + CHECKSUM);
        draft.putInt(4, headersLength);
        draft.putInt(PRELUDE - CHECKSUM, draft.checksum(PRELUDE - CHECKSUM));
        draft.putInt(written, draft.checksum(written));
        draft.writeTo(out);
        draft.release();
    }

    private static void header(Draft draft, String name, String value) throws IOException {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        byte[] key = name.getBytes(StandardCharsets.UTF_8);
        draft.write(key.length);
        draft.write(key);
        draft.write(STRING);
        draft.write(text.length >> Byte.SIZE);
        draft.write(text.length);
        draft.write(text);
    }

    /**
     * Takes one frame from a buffer and moves its position past it; empty when the buffer holds only part of a frame.
     *
     * @throws FaultException when the bytes are no frame
     */
    public static Optional<Frame> decode(ByteBuffer in) {
        if (in.remaining() < PRELUDE) {
            return Optional.empty();
        }
        int length = in.getInt(in.position());
        int headers = in.getInt(in.position() + 4);
        if (length < OVERHEAD || length > MAX_FRAME || headers < 0 || headers > length - OVERHEAD) {
            throw WireFaults.SERIALIZATION.with("An event frame has an impossible length.");
        }
        if (in.remaining() < length) {
            return Optional.empty();
        }
        try {
            Message message = Message.decode(in.slice(in.position(), length));
            in.position(in.position() + length);
            Map<String, HeaderValue> fields = message.getHeaders();
            String kind = text(fields, ":message-type");
            String type = kind.equals("event") ? text(fields, ":event-type") : text(fields, ":exception-type");
            return Optional.of(new Frame(kind, type, text(fields, ":content-type"), message.getPayload()));
        } catch (RuntimeException e) {
            // The library reports broken checksums and headers as several unchecked types of its own and of NIO.
            throw WireFaults.SERIALIZATION.with("An event frame is malformed.");
        }
    }

    private static String text(Map<String, HeaderValue> fields, String name) {
        HeaderValue value = fields.get(name);
        return value == null ? "" : value.getString();
    }
}
