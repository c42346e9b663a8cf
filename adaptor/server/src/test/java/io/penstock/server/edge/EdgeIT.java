package io.penstock.server.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP as clients speak it, on a real socket. */
class EdgeIT {

    @TempDir
    static Path data;

    private static EdgeFixture edge;

    @BeforeAll
    static void start() {
        edge = new EdgeFixture(
                data,
                Map.of("http.max-body", "64KiB", "http.max-bodies", "64KiB", "tls.enabled", "false"),
                (exchange, next) -> EdgeFixture.echo(exchange));
    }

    /** The limit of all bodies is that of one, and what a request held is given back after its answer has left. */
    @BeforeEach
    void no_body_is_held() {
        await().until(() -> edge.edge.bodyBytesHeld() == 0);
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static String post(String body) {
        return "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void a_connection_serves_many_requests() throws IOException {
        try (RawClient client = edge.connect()) {
            for (int i = 0; i < 50; i++) {
                assertThat(client.send(post("number " + i)).response())
                        .startsWith("HTTP/1.1 200")
                        .endsWith("number " + i);
            }
        }
    }

    @Test
    void requests_sent_ahead_are_answered_in_order() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(post("one") + post("two") + post("three"));

            assertThat(client.response()).endsWith("one");
            assertThat(client.response()).endsWith("two");
            assertThat(client.response()).endsWith("three");
        }
    }

    @Test
    void a_chunked_body_is_put_together() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");

            assertThat(client.response()).contains(" 11\n").endsWith("hello world");
        }
    }

    @Test
    void a_client_that_asks_is_told_to_continue() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");

            assertThat(client.response()).startsWith("HTTP/1.1 100");
            assertThat(client.send("hello").response())
                    .startsWith("HTTP/1.1 200")
                    .endsWith("hello");
        }
    }

    @Test
    void a_client_that_asks_for_too_much_is_not_told_to_continue() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 70000\r\nExpect: 100-continue\r\n\r\n");

            assertThat(client.response()).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void a_body_that_is_too_large_is_refused_in_json() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: 65537\r\n\r\n");

            assertThat(client.response())
                    .startsWith("HTTP/1.1 413")
                    .contains("Content-Type: application/x-amz-json-1.0")
                    .containsIgnoringCase("x-amzn-RequestId:")
                    .contains("\"__type\":\"RequestEntityTooLargeException\"");
        }
    }

    @Test
    void a_chunked_body_that_grows_too_large_is_refused_in_xml() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.send("10001\r\n" + "x".repeat(0x10001) + "\r\n0\r\n\r\n");

            assertThat(client.response()).startsWith("HTTP/1.1 413").contains("<Code>RequestEntityTooLarge</Code>");
        }
    }

    @Test
    void a_body_of_the_largest_size_is_served() throws IOException {
        try (RawClient client = edge.connect()) {
            assertThat(client.send(post("x".repeat(64 << 10))).response()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void encoded_slashes_in_a_path_arrive_as_sent() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(
                    "GET /2015-03-31/functions/arn%3Aaws%2Fx/../%2e%2e//y?a=%2F HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(client.response()).startsWith("HTTP/1.1 200").contains("/2015-03-31/functions/arn%3Aaws%2Fx/");
        }
    }

    @Test
    void every_method_reaches_the_pipeline() throws IOException {
        for (String method : new String[] {"GET", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "BREW"}) {
            try (RawClient client = edge.connect()) {
                client.send(method + " /x HTTP/1.1\r\nHost: localhost\r\n\r\n");

                assertThat(client.response())
                        .as(method)
                        .startsWith("HTTP/1.1 200")
                        .contains(method + " http");
            }
        }
    }

    @Test
    void the_authority_is_what_the_client_called() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: sqs.us-east-1.localhost.localstack.cloud:4566\r\n\r\n");

            assertThat(client.response()).contains("GET http sqs.us-east-1.localhost.localstack.cloud:4566 / 0");
        }
    }

    @Test
    void http_2_is_spoken_after_an_upgrade() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            URI uri = URI.create("http://localhost:" + edge.port() + "/path");
            // Jetty upgrades on requests without a body only.
            client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> response = client.send(
                        HttpRequest.newBuilder(uri)
                                .POST(BodyPublishers.ofString("hello"))
                                .build(),
                        BodyHandlers.ofString());

                assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(response.body()).isEqualTo("POST http localhost:" + edge.port() + " /path 5\nhello");
            }
        }
    }

    @Test
    void http_2_is_spoken_to_a_client_that_starts_with_its_preface() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Frames.PREFACE);

            assertThat(Frames.readType(client.socket)).isEqualTo(Frames.SETTINGS);
        }
    }

    @Test
    void a_body_limit_holds_for_http_2() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            URI uri = URI.create("http://localhost:" + edge.port() + "/");
            client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(uri)
                            .header("Content-Type", "application/x-amz-json-1.1")
                            .POST(BodyPublishers.ofByteArray(new byte[70_000]))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(413);
            assertThat(response.body()).contains("RequestEntityTooLargeException");
        }
    }

    @Test
    void all_bodies_together_are_bounded() throws IOException {
        try (RawClient first = edge.connect();
                RawClient second = edge.connect()) {
            first.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65536\r\n\r\n" + "x".repeat(50_000));
            await().until(() -> edge.edge.bodyBytesHeld() > 32_768);

            second.send(post("x".repeat(40_000)));

            assertThat(second.response()).startsWith("HTTP/1.1 503").contains("Retry-After: 1");
            assertThat(first.send("x".repeat(15_536)).response()).startsWith("HTTP/1.1 200");
        }
        await().until(() -> edge.edge.bodyBytesHeld() == 0);
    }

    @Test
    void a_compressed_body_is_inflated_and_what_it_grows_to_counts() throws IOException {
        try (RawClient first = edge.connect();
                RawClient second = edge.connect()) {
            assertThat(second.send(gzipped("x".repeat(30_000))).response())
                    .startsWith("HTTP/1.1 200")
                    .contains(" 30000\n");
            no_body_is_held();
            first.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65536\r\n\r\n" + "x".repeat(50_000));
            await().until(() -> edge.edge.bodyBytesHeld() > 32_768);

            assertThat(second.send(gzipped("x".repeat(40_000))).response()).startsWith("HTTP/1.1 503");
        }
    }

    private static byte[] gzipped(String body) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(body.getBytes(StandardCharsets.UTF_8));
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: gzip\r\nContent-Length: "
                        + compressed.size() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        compressed.writeTo(request);
        return request.toByteArray();
    }

    @Test
    void a_client_that_is_refused_for_now_may_send_its_body_to_the_end_and_is_told() throws IOException {
        try (RawClient first = edge.connect();
                RawClient second = edge.connect()) {
            first.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65536\r\n\r\n" + "x".repeat(50_000));
            await().until(() -> edge.edge.bodyBytesHeld() > 32_768);

            String late = post("x".repeat(60_000));
            second.send(late.substring(0, 40_000));
            assertThat(second.isSilentFor(Duration.ofMillis(200))).isTrue();
            second.send(late.substring(40_000));

            assertThat(second.response()).startsWith("HTTP/1.1 503").doesNotContain("Connection: close");
            assertThat(second.send(post("small")).response()).startsWith("HTTP/1.1 200");
        }
    }
}
