package io.penstock.wire.codec;

import io.penstock.kernel.fault.FaultException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
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

    /** Prelude and checksum of the message. */
    private static final int OVERHEAD = PRELUDE + 4;

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

    /** A frame with an event. */
    public static byte[] event(String type, String contentType, byte[] payload) {
        return frame("event", ":event-type", type, contentType, payload);
    }

    /** A frame with a modelled exception, which ends the stream. */
    public static byte[] exception(String type, String contentType, byte[] payload) {
        return frame("exception", ":exception-type", type, contentType, payload);
    }

    /** Written here and not by the library, which copies the payload three times and takes checksums byte by byte. */
    private static byte[] frame(String kind, String typeHeader, String type, String contentType, byte[] payload) {
        byte[][] headers = {
            header(typeHeader, type), header(":content-type", contentType), header(":message-type", kind),
        };
        int headersLength = headers[0].length + headers[1].length + headers[2].length;
        byte[] frame = new byte[OVERHEAD + headersLength + payload.length];
        ByteBuffer out = ByteBuffer.wrap(frame);
        out.putInt(frame.length).putInt(headersLength).putInt(checksum(frame, out.position()));
        for (byte[] header : headers) {
            out.put(header);
        }
        out.put(payload).putInt(checksum(frame, out.position()));
        return frame;
    }

    private static byte[] header(String name, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        byte[] key = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + key.length + 1 + Short.BYTES + text.length)
                .put((byte) key.length)
                .put(key)
                .put(STRING)
                .putShort((short) text.length)
                .put(text)
                .array();
    }

    /** Of what was written so far. */
    private static int checksum(byte[] frame, int written) {
        CRC32 crc = new CRC32();
        crc.update(frame, 0, written);
        return (int) crc.getValue();
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
