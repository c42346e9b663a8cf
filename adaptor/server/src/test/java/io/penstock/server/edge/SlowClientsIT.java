package io.penstock.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take their time. */
class SlowClientsIT {

    @TempDir
    static Path data;

    private EdgeFixture edge;

    /** Making it takes longer than the timeouts of these tests. */
    @BeforeAll
    static void makeCertificate() {
        EdgeFixture.makeCertificate(data);
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
                (exchange, next) -> EdgeFixture.echo(exchange));
    }

    @AfterEach
    void stop() {
        edge.close();
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
}
