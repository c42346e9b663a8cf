package io.penstock.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.wire.Headers;
import io.penstock.wire.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is flushed into a stream of HTTP/1.1 is whole for the client: the chunk and its end, before anything comes after it. */
@Timeout(180)
class ChunksIT {

    private static final int PATIENCE_MILLIS = 60_000;

    /** The last is of several chunks. */
    private static final List<String> EVENTS = List.of("a", "event", "b".repeat(9_000), "c", "d".repeat(200_000));

    @TempDir
    Path dataDir;

    /** The client has read so many events whole. */
    private final Semaphore read = new Semaphore(0);

    private HttpResponse events(Exchange exchange) throws InterruptedException {
        exchange.body();
        return new HttpResponse(
                200,
                Headers.of("Content-Type", "application/vnd.amazon.eventstream"),
                new HttpResponse.Stream(this::write));
    }

    private void write(OutputStream out) throws IOException, InterruptedException {
        out.flush();
        for (String event : EVENTS) {
            out.write(event.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            out.flush();
            read.acquire();
        }
        out.write('e');
    }

    @Test
    void an_event_is_whole_before_the_next_one_comes_and_the_connection_goes_on_afterwards() throws Exception {
        try (EdgeFixture fixture = new EdgeFixture(dataDir, Map.of(), (exchange, next) -> events(exchange));
                RawClient client = fixture.connect()) {
            client.socket.setSoTimeout(PATIENCE_MILLIS);
            for (int request = 0; request < 3; request++) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
                assertThat(client.response()).startsWith("HTTP/1.1 200").containsIgnoringCase("chunked");
                InputStream in = client.socket.getInputStream();
                for (String event : EVENTS) {
                    StringBuilder got = new StringBuilder();
                    while (got.length() < event.length()) {
                        got.append(chunk(in));
                    }
                    assertThat(got).hasToString(event);
                    read.release();
                }
                assertThat(chunk(in)).isEqualTo("e");
                assertThat(chunk(in)).as("the last chunk").isEmpty();
            }
        } finally {
            read.release(EVENTS.size());
        }
    }

    /** The next chunk, when its end has come. */
    private static String chunk(InputStream in) throws IOException {
        int size = Integer.parseInt(line(in), 16);
        String data = new String(in.readNBytes(size), StandardCharsets.US_ASCII);
        assertThat(line(in)).as("the end of the chunk").isEmpty();
        return data;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        while (!line.toString().endsWith("\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the connection ended in '" + line + "'");
            }
            line.append((char) next);
        }
        return line.substring(0, line.length() - 2);
    }
}
