package io.penstock.server.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not HTTP gets a 4xx or a closed connection, and the edge goes on. */
class MalformedIT {

    private static final int ROUNDS = 400;

    @TempDir
    static Path data;

    private static EdgeFixture edge;

    @BeforeAll
    static void start() {
        edge = new EdgeFixture(
                data,
                Map.of("http.header-timeout", "300ms", "http.body-timeout", "300ms", "http.idle-timeout", "500ms"),
                (exchange, next) -> EdgeFixture.echo(exchange));
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET  HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
                "G\u0001T / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX: \u0000\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: nonsense\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nExpect: 200-nonsense\r\nContent-Length: 0\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a:b:c\r\n\r\n",
                "\r\n\r\n\r\nnot http at all\r\n\r\n"
            })
    void a_malformed_request_gets_a_4xx(String request) throws IOException {
        try (RawClient client = edge.connect()) {
            assertThat(client.send(request).response()).startsWith("HTTP/1.").containsPattern("^HTTP/1.[01] 4\\d\\d ");
        }
    }

    @Test
    void headers_beyond_the_limit_get_a_431() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(40_000) + "\r\n\r\n");

            assertThat(client.response()).startsWith("HTTP/1.1 431").contains("<Code>MalformedHttpRequest</Code>");
        }
    }

    @Test
    void a_body_that_breaks_off_holds_nothing() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc");
            client.socket.shutdownOutput();

            assertThat(client.untilClosed()).startsWith("HTTP/1.1 400").doesNotContain("(not closed)");
        }
        await().until(() -> edge.edge.bodyBytesHeld() == 0);
    }

    @Test
    void mutilated_requests_never_get_a_5xx() throws IOException {
        List<String> seeds = List.of(
                "POST /a/b?c=d HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: 12\r\n\r\n{\"a\":\"hello\"}",
                "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                new String(Frames.PREFACE, StandardCharsets.ISO_8859_1) + "\0\0\5\1\5\0\0\0\1\u0082\u0086\u0084A\0",
                "\u0016\3\1\2\0\1\0\1\u00fc\3\3" + "x".repeat(60));
        long seed = Long.getLong("penstock.seed", 20_261_123L);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] request = mutilate(seeds.get(random.nextInt(seeds.size())), random);
            assertThat(answerTo(request))
                    .as("seed %d, round %d", seed, round)
                    .doesNotContain("(not closed)")
                    .doesNotContain("HTTP/1.1 5")
                    .doesNotContain("HTTP/1.0 5");
        }
        try (RawClient client = edge.connect()) {
            assertThat(client.send("GET /still/here HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .response())
                    .startsWith("HTTP/1.1 200")
                    .contains("/still/here");
        }
    }

    private static String answerTo(byte[] request) throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(request);
            client.socket.shutdownOutput();
            return client.untilClosed();
        } catch (SocketException e) {
            return "reset";
        }
    }

    private static byte[] mutilate(String seed, SplittableRandom random) {
        byte[] bytes = seed.getBytes(StandardCharsets.ISO_8859_1);
        int changes = 1 + random.nextInt(6);
        for (int i = 0; i < changes; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
    }
}
