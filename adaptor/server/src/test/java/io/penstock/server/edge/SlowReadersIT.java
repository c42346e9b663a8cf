package io.penstock.server.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.wire.Headers;
import io.penstock.wire.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that ask for much and do not read it. Answers are larger than what sockets, and the JDK's client with its window of 16 MiB, take off the server's hands. */
@Timeout(120)
class SlowReadersIT {

    private static final int ANSWER = 20 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String GET = "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir
    static Path data;

    private EdgeFixture edge;

    @BeforeEach
    void start() {
        edge = new EdgeFixture(
                data,
                Map.of("http.max-answers", "48MiB", "http.idle-timeout", "60s", "tls.enabled", "false"),
                (exchange, next) -> new HttpResponse(
                        200, Headers.of("Content-Type", "text/plain"), new HttpResponse.Bytes(new byte[ANSWER])));
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    /** Whose side of the socket holds next to nothing. */
    private RawClient slow() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4 << 10);
        return new RawClient(socket, edge.port());
    }

    private void awaitHeld(int answers) {
        await().atMost(PATIENCE).until(() -> edge.edge.answerBytesHeld() == (long) answers * ANSWER);
    }

    @Test
    void who_reads_longest_is_cut_off_when_others_need_the_room() throws IOException {
        try (RawClient first = slow();
                RawClient second = slow();
                RawClient third = edge.connect()) {
            first.send(GET);
            awaitHeld(1);
            second.send(GET);
            awaitHeld(2);

            assertThat(third.send(GET).response()).hasSizeGreaterThan(ANSWER);
            assertThat(edge.edge.answersCut()).isEqualTo(1);
            assertThat(first.untilClosed()).hasSizeLessThan(ANSWER).doesNotContain("(not closed)");
            awaitHeld(1);
            assertThat(second.response()).hasSizeGreaterThan(ANSWER);
            awaitHeld(0);
        }
    }

    @Test
    void without_need_a_slow_reader_has_its_time() throws IOException {
        try (RawClient client = slow()) {
            client.send(GET);
            awaitHeld(1);
            assertThat(client.response()).hasSizeGreaterThan(ANSWER);
            assertThat(edge.edge.answersCut()).isZero();
        }
        awaitHeld(0);
    }

    @Test
    void who_does_not_read_a_stream_of_http_2_is_cut_off_too() throws Exception {
        URI uri = URI.create("http://localhost:" + edge.port() + "/large");
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            // Jetty upgrades on this one.
            client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
            CompletableFuture<java.net.http.HttpResponse<InputStream>> unread =
                    client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream());
            awaitHeld(1);
            try (RawClient second = slow();
                    RawClient third = edge.connect()) {
                second.send(GET);
                awaitHeld(2);
                third.send(GET).response();
                assertThat(edge.edge.answersCut()).isEqualTo(1);
                await().atMost(PATIENCE).until(() -> edge.edge.requestsInProgress() == 1);
            }
            unread.cancel(true);
        }
        awaitHeld(0);
    }
}
