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
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Clients that stay for a long poll, or leave during it. */
@Execution(ExecutionMode.CONCURRENT)
class LongPollsIT {

    /** How long a busy machine may take for what is done at once. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** When a client that left must have been noticed: well before its poll ends by itself. */
    private static final Duration LEAVING = PATIENCE.dividedBy(2);

    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(2);

    /** Twice as long as a connection may be idle, so that only a connection that counts as used lives on. */
    private static final Duration POLL = IDLE_TIMEOUT.multipliedBy(2);

    @TempDir
    static Path data;

    private EdgeFixture edge;

    /** The cancellations of polls in progress. */
    private final BlockingQueue<Cancellation> polls = new LinkedBlockingQueue<>();

    @BeforeAll
    static void makeCertificate() {
        EdgeFixture.makeCertificate(data);
    }

    @BeforeEach
    void start() {
        edge = new EdgeFixture(
                data,
                Map.of("http.idle-timeout", IDLE_TIMEOUT.toMillis() + "ms", "http.shutdown-timeout", "60s"),
                (exchange, next) -> switch (exchange.target().rawPath()) {
                    case "/poll" -> poll(exchange, POLL);
                    case "/endless" -> poll(exchange, PATIENCE);
                    default -> EdgeFixture.echo(exchange);
                });
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    /** Waits for that long or for the client to leave, and says which. */
    private io.penstock.wire.HttpResponse poll(Exchange exchange, Duration time) throws InterruptedException {
        exchange.body();
        Cancellation cancellation = exchange.cancellation();
        CountDownLatch gone = new CountDownLatch(1);
        try (Cancellation.Registration _ = cancellation.onCancel(gone::countDown)) {
            polls.add(cancellation);
            return EdgeFixture.text(200, gone.await(time.toMillis(), TimeUnit.MILLISECONDS) ? "cancelled" : "waited");
        }
    }

    /** Waits until the poll has reached the handler. */
    private Cancellation begun() throws InterruptedException {
        Cancellation poll = polls.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(poll).as("a poll that has begun").isNotNull();
        return poll;
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
        Cancellation poll;
        try (RawClient client = edge.connect()) {
            client.send("POST /endless HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}");
            poll = begun();
        }
        await().atMost(LEAVING).until(poll::isCancelled);
        await().atMost(LEAVING).until(() -> edge.edge.requestsInProgress() == 0);
    }

    @Test
    void a_client_that_leaves_an_established_connection_ends_its_long_poll() throws Exception {
        Cancellation poll;
        try (RawClient client = edge.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .response())
                        .startsWith("HTTP/1.1 200");
            }
            client.send(
                    "POST /endless HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
            poll = begun();
        }
        await().atMost(LEAVING).until(poll::isCancelled);
    }

    @Test
    void a_client_that_resets_ends_its_long_poll() throws Exception {
        Cancellation poll;
        try (RawClient client = edge.connect()) {
            client.send("GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n");
            poll = begun();
            client.socket.setSoLinger(true, 0);
        }
        await().atMost(LEAVING).until(poll::isCancelled);
    }

    @Test
    void a_tls_client_that_leaves_ends_its_long_poll() throws Exception {
        Cancellation poll;
        try (RawClient client = tls()) {
            client.send("GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n");
            poll = begun();
        }
        await().atMost(LEAVING).until(poll::isCancelled);
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
                    HttpRequest.newBuilder(uri.resolve("/endless")).build(), BodyHandlers.ofString());
            Cancellation poll = begun();
            call.cancel(true);

            await().atMost(LEAVING).until(poll::isCancelled);
        }
    }

    @Test
    void a_request_sent_ahead_during_a_long_poll_is_answered_after_it() throws Exception {
        try (RawClient client = edge.connect()) {
            client.send("GET /poll HTTP/1.1\r\nHost: localhost\r\n\r\n");
            begun();
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
            client.send("GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n");
            begun();
            edge.close();

            assertThat(client.untilClosed()).startsWith("HTTP/1.1 200").endsWith("cancelled");
        }
    }
}
