package io.penstock.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One keep-alive HTTP/1.1 connection that speaks AWS's JSON and CBOR protocols. As lean as a client can be, because it shares two cores with the server it
 * measures: an SDK client would spend several times the server's own CPU on each request.
 */
final class HttpLine implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 30_000;

    /** Fields in lower case; the colon has the bit that tells the cases of a letter apart. */
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] ENCODING = "transfer-encoding:".getBytes(StandardCharsets.US_ASCII);
    private static final int CASE = 0x20;
    private static final String CLOSED = "the server closed the connection";

    private final Socket socket;
    private final InputStream in;
    private final byte[] read = new byte[64 * 1024];
    private int at;
    private int end;
    private final OutputStream out;
    private final String host;
    private final byte[] line = new byte[1024];

    /** Bytes of the chunk of a stream that were not read yet. */
    private int ofChunk;

    HttpLine(URI endpoint) throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(endpoint.getHost(), endpoint.getPort()), TIMEOUT_MILLIS);
        in = socket.getInputStream();
        out = socket.getOutputStream();
        host = endpoint.getHost() + ":" + endpoint.getPort();
    }

    /**
     * Waits for answers without a bound of its own, which saves two of three system calls: for callers that {@link Load} bounds.
     */
    HttpLine unbounded() throws IOException {
        socket.setSoTimeout(0);
        return this;
    }

    /** The bytes of an SQS request, made once and sent many times. */
    byte[] request(String operation, String json) {
        return request(
                new Kind("sqs", "AmazonSQS.", "application/x-amz-json-1.0"),
                operation,
                json.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A protocol of a service.
     *
     * @param service as requests are signed for it
     * @param prefix of {@code X-Amz-Target}
     */
    record Kind(String service, String prefix, String contentType) {}

    /** The bytes of a request. */
    byte[] request(Kind kind, String operation, byte[] body) {
        return request(kind.service, kind.contentType + "\r\nX-Amz-Target: " + kind.prefix + operation, body);
    }

    /**
     * The bytes of a request in AWS's query protocol.
     *
     * @param body the parameters, encoded
     */
    byte[] form(String service, String body) {
        return request(service, "application/x-www-form-urlencoded", body.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The bytes of a request of a service that is called by paths, in JSON. */
    byte[] rest(String method, String service, String path, String json) {
        return request(method + " " + path, service, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] request(String service, String contentType, byte[] body) {
        return request("POST /", service, contentType, body);
    }

    private byte[] request(String first, String service, String contentType, byte[] body) {
        String head = first + " HTTP/1.1\r\nHost: " + host
                + "\r\nContent-Type: " + contentType
                + "\r\nX-Amz-Date: 20260101T000000Z"
                + "\r\nAuthorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/" + service
                + "/aws4_request, SignedHeaders=host, Signature=0"
                + "\r\nContent-Length: " + body.length + "\r\n\r\n";
        byte[] headBytes = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[headBytes.length + body.length];
        System.arraycopy(headBytes, 0, all, 0, headBytes.length);
        System.arraycopy(body, 0, all, headBytes.length, body.length);
        return all;
    }

    /** Sends a request whose answer is a stream, and returns when its headers have come. */
    void open(byte[] request) throws IOException {
        out.write(request);
        out.flush();
        String status = readLine();
        if (!status.contains(" 200")) {
            throw new IOException(status);
        }
        while (!readLine().isEmpty()) {
            // Nothing in the headers matters here.
        }
    }

    /** The next event of a stream: its whole frame, however it lies in chunks. */
    byte[] frame() throws IOException {
        byte[] length = unchunked(new byte[Integer.BYTES], 0);
        byte[] frame = Arrays.copyOf(length, ByteBuffer.wrap(length).getInt());
        return unchunked(frame, Integer.BYTES);
    }

    /** Fills the rest from as many chunks as it takes. What ends a chunk is read with the next one: servers may send it then. */
    private byte[] unchunked(byte[] into, int from) throws IOException {
        for (int n = from; n < into.length; ) {
            if (ofChunk == 0) {
                String size = readLine();
                ofChunk = Integer.parseInt((size.isEmpty() ? readLine() : size).trim(), 16);
                if (ofChunk == 0) {
                    throw new IOException("the stream ended");
                }
            }
            int more = Math.min(into.length - n, ofChunk);
            take(into, n, more);
            ofChunk -= more;
            n += more;
        }
        return into;
    }

    /** Sends a request and reads the whole reply; anything but 200 is an error that ends the run. */
    byte[] call(byte[] request) throws IOException {
        out.write(request);
        out.flush();
        int status = status(readLine());
        int length = 0;
        boolean chunked = false;
        for (int n = readBytes(); n > 0; n = readBytes()) {
            if (isField(LENGTH, n)) {
                length = Integer.parseInt(
                        new String(line, LENGTH.length, n - LENGTH.length, StandardCharsets.US_ASCII).trim());
            } else if (isField(ENCODING, n)) {
                chunked = true;
            }
        }
        byte[] body = chunked ? readChunks() : take(length);
        if (status != 200) {
            throw new IOException("HTTP " + status + ": " + new String(body, StandardCharsets.UTF_8));
        }
        return body;
    }

    String call(String operation, String json) throws IOException {
        return new String(call(request(operation, json)), StandardCharsets.UTF_8);
    }

    private byte[] readChunks() throws IOException {
        var body = new java.io.ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(readLine().trim(), 16);
            body.write(take(size));
            readLine();
            if (size == 0) {
                return body.toByteArray();
            }
        }
    }

    private static int status(String line) {
        return Integer.parseInt(line, line.indexOf(' ') + 1, line.indexOf(' ') + 4, 10);
    }

    /** Whether the line is the field of that name, whatever its case. */
    private boolean isField(byte[] name, int length) {
        if (length < name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if ((line[i] | CASE) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private String readLine() throws IOException {
        return new String(line, 0, readBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Reads a line, without its end; returns its length, of which no more than the buffer is kept. */
    private int readBytes() throws IOException {
        int n = 0;
        while (true) {
            if (at == end) {
                fill();
            }
            byte c = read[at++];
            if (c == '\n') {
                return n;
            }
            if (c != '\r' && n < line.length) {
                line[n++] = c;
            }
        }
    }

    private void fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(read));
        if (end == 0) {
            throw new IOException(CLOSED);
        }
    }

    private byte[] take(int length) throws IOException {
        byte[] taken = new byte[length];
        take(taken, 0, length);
        return taken;
    }

    /** What is larger than the buffer does not go through it. */
    private void take(byte[] into, int from, int length) throws IOException {
        int buffered = Math.min(length, end - at);
        System.arraycopy(read, at, into, from, buffered);
        at += buffered;
        for (int n = buffered; n < length; ) {
            if (length - n >= read.length) {
                int more = in.read(into, from + n, length - n);
                if (more < 0) {
                    throw new IOException(CLOSED);
                }
                n += more;
            } else {
                fill();
                int more = Math.min(length - n, end);
                System.arraycopy(read, 0, into, from + n, more);
                at = more;
                n += more;
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
