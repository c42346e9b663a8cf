package io.penstock.server.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.wire.Cancellation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take their time, leave, or stay for a long poll. */
class SlowClientsIT {

    private static final Duration PROMPT = Duration.ofSeconds(5);

    @TempDir
    static Path data;

    private EdgeFixture edge;

    /** The cancellations of polls in progress. */
    private final BlockingQueue<Cancellation> polls = new LinkedBlockingQueue<>();

    /** Making it takes longer than the timeouts of these tests. */
    @BeforeAll
    static void makeCertificate() {
        assertThat(new SelfSignedKeyManager(data.resolve("tls")).getPrivateKey("edge"))
                .isNotNull();
    }

    @BeforeEach
    void start() {
        edge = new EdgeFixture(
                data,
                Map.of(
                        "http.header-timeout", "400ms",
                        "http.body-timeout", "400ms",
                        "http.idle-timeout", "600ms",
                        "http.shutdown-timeout", "5s"),
                (exchange, next) -> {
                    if (exchange.target().rawPath().equals("/poll")) {
                        exchange.body();
                        return poll(exchange.cancellation());
                    }
                    return EdgeFixture.echo(exchange);
                });
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    /** Waits for two seconds or for the client to leave, and says which. */
    private io.penstock.wire.HttpResponse poll(Cancellation cancellation) throws InterruptedException {
        CountDownLatch gone = new CountDownLatch(1);
        try (Cancellation.Registration _ = cancellation.onCancel(gone::countDown)) {
            polls.add(cancellation);
            return EdgeFixture.text(200, gone.await(2, TimeUnit.SECONDS) ? "cancelled" : "waited");
        }
    }

    private void expectCancellation() throws InterruptedException {
        Cancellation poll = polls.poll(5, TimeUnit.SECONDS);
        assertThat(poll).isNotNull();
        await().atMost(Duration.ofMillis(1500)).until(poll::isCancelled);
    }

    @Test
    void headers_that_drip_are_cut_off() throws IOException {
        try (RawClient client = edge.connect()) {
            Thread drip = Thread.ofVirtual().start(() -> {
                try {
                    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n");
                    for (int i = 0; i < 100; i++) {
                        client.send("X-" + i + ": y\r\n");
                        TimeUnit.MILLISECONDS.sleep(50);
                    }
                } catch (IOException | InterruptedException e) {
                    // The server has hung up.
                    return;
                }
            });

            assertThat(client.untilClosed()).startsWith("HTTP/1.1 408").doesNotContain("(not closed)");
            drip.interrupt();
        }
    }

    @Test
    void a_body_that_drips_is_refused() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: 1000\r\n\r\nabc");

            assertThat(client.untilClosed())
                    .startsWith("HTTP/1.1 408")
                    .contains("RequestTimeoutException")
                    .doesNotContain("(not closed)");
        }
    }

    @Test
    void a_connection_without_requests_is_closed() throws IOException {
        try (RawClient client = edge.connect()) {
            assertThat(client.untilClosed()).isEmpty();
        }
    }

    @Test
    void a_handshake_that_drags_on_is_cut_off() throws IOException {
        try (RawClient client = edge.connect()) {
            // The first bytes of a ClientHello of 512 bytes.
            client.send(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3});

            assertThat(client.untilClosed()).isEmpty();
        }
    }

    @Test
    void a_long_poll_outlives_the_idle_timeout() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send("GET /poll HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(client.response()).startsWith("HTTP/1.1 200").endsWith("waited");
            assertThat(client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").response())
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void a_client_that_leaves_ends_its_long_poll() throws Exception {
        try (RawClient client = edge.connect()) {
            client.send("POST /poll HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}");
            polls.add(polls.take());
        }
        expectCancellation();
        await().atMost(PROMPT).until(() -> edge.edge.requestsInProgress() == 0);
    }

    @Test
    void a_client_that_leaves_an_established_connection_ends_its_long_poll() throws Exception {
        try (RawClient client = edge.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .response())
                        .startsWith("HTTP/1.1 200");
            }
            client.send(
                    "POST /poll HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
            polls.add(polls.take());
        }
        expectCancellation();
    }

    @Test
    void a_client_that_resets_ends_its_long_poll() throws Exception {
        try (RawClient client = edge.connect()) {
            client.send("GET /poll HTTP/1.1\r\nHost: localhost\r\n\r\n");
            polls.add(polls.take());
            client.socket.setSoLinger(true, 0);
        }
        expectCancellation();
    }

    @Test
    void a_tls_client_that_leaves_ends_its_long_poll() throws Exception {
        try (RawClient client = tls()) {
            client.send("GET /poll HTTP/1.1\r\nHost: localhost\r\n\r\n");
            polls.add(polls.take());
        }
        expectCancellation();
    }

    @Test
    void a_tls_connection_is_used_again_after_a_long_poll() throws Exception {
        try (RawClient client = tls()) {
            client.send("GET /poll HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(client.response()).endsWith("waited");
            assertThat(client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").response())
                    .startsWith("HTTP/1.1 200");
        }
    }

    private RawClient tls() throws IOException, GeneralSecurityException {
        return new RawClient(TrustAll.context().getSocketFactory().createSocket("localhost", edge.port()), edge.port());
    }

    @Test
    void a_reset_stream_ends_its_long_poll() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            URI uri = URI.create("http://localhost:" + edge.port());
            client.send(HttpRequest.newBuilder(uri.resolve("/")).build(), BodyHandlers.discarding());
            CompletableFuture<?> call = client.sendAsync(
                    HttpRequest.newBuilder(uri.resolve("/poll")).build(), BodyHandlers.ofString());
            polls.add(polls.take());
            call.cancel(true);

            expectCancellation();
        }
    }

    @Test
    void a_request_sent_ahead_during_a_long_poll_is_answered_after_it() throws Exception {
        try (RawClient client = edge.connect()) {
            client.send("GET /poll HTTP/1.1\r\nHost: localhost\r\n\r\n");
            polls.take();
            // Longer than it takes until the connection is watched.
            await().pollDelay(Duration.ofMillis(300)).until(() -> true);
            client.send("POST /next HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello");

            assertThat(client.response()).endsWith("waited");
            assertThat(client.response())
                    .contains("POST http localhost /next 5")
                    .endsWith("hello");
            assertThat(client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").response())
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void stopping_ends_long_polls_with_a_response() throws Exception {
        try (RawClient client = edge.connect()) {
            client.send("GET /poll HTTP/1.1\r\nHost: localhost\r\n\r\n");
            polls.take();
            long begun = System.nanoTime();
            edge.close();

            assertThat(client.untilClosed()).startsWith("HTTP/1.1 200").endsWith("cancelled");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(1500));
        }
    }
}
