package io.penstock.services.deliveries.work;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.penstock.kernel.delivery.Target.Post;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Posting to servers that are not what they should be. */
final class HttpEndpointIT {

    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @TempDir
    private Path directory = Path.of("");

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    private static HttpEndpoint endpoint(Duration patience, @Nullable SSLContext tls) {
        return new HttpEndpoint(new SplittableRandom(2), patience, tls);
    }

    private static Post to(String url) {
        return new Post(url, new TreeMap<>(), "body".getBytes(UTF_8));
    }

    private static Outcome post(String url, Duration patience, @Nullable SSLContext tls) {
        try (HttpEndpoint endpoint = endpoint(patience, tls)) {
            return endpoint.post(to(url)).get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("an attempt ends by an outcome", e);
        }
    }

    private static String code(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused ? refused.failure().code() : "arrived";
    }

    private static boolean isRetryable(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused && refused.retryable();
    }

    private HttpsServer https(KeyStore keys) throws Exception {
        HttpsServer server = HttpsServer.create(ANY, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(TestKeys.having(keys)));
        start(server, 200);
        return server;
    }

    private void start(HttpServer server, int status) {
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().add("Location", "/elsewhere");
                exchange.sendResponseHeaders(status, -1);
            }
        });
        server.start();
    }

    @Test
    void a_certificate_must_be_trusted_and_of_the_host() throws Exception {
        KeyStore keys = TestKeys.make(directory, "ip:127.0.0.1");
        HttpsServer server = https(keys);
        String port = ":" + server.getAddress().getPort() + "/";
        Duration patience = Duration.ofSeconds(10);
        try {
            assertThat(post("https://127.0.0.1" + port, patience, TestKeys.trusting(keys)))
                    .isInstanceOf(Outcome.Arrived.class);
            Outcome untrusted = post("https://127.0.0.1" + port, patience, null);
            assertThat(code(untrusted)).isEqualTo("TlsFailed");
            assertThat(isRetryable(untrusted)).isTrue();
            assertThat(code(post("https://localhost" + port, patience, TestKeys.trusting(keys))))
                    .isEqualTo("TlsFailed");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void a_redirect_is_not_followed_and_final() throws Exception {
        HttpServer server = HttpServer.create(ANY, 0);
        start(server, 307);
        try {
            Outcome outcome =
                    post("http://127.0.0.1:" + server.getAddress().getPort() + "/", Duration.ofSeconds(10), null);
            assertThat(code(outcome)).isEqualTo("307");
            assertThat(isRetryable(outcome)).isFalse();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void nobody_is_waited_for_longer_than_the_patience() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Outcome outcome = post("http://127.0.0.1:" + silent.getLocalPort() + "/", Duration.ofMillis(300), null);
            assertThat(code(outcome)).isEqualTo("Timeout");
            assertThat(isRetryable(outcome)).isTrue();
        }
    }

    @Test
    void an_answer_that_never_ends_is_no_answer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            threads.execute(() -> {
                try (var socket = server.accept()) {
                    OutputStream out = socket.getOutputStream();
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this".getBytes(UTF_8));
                    out.flush();
                    while (socket.getInputStream().read() >= 0) {}
                } catch (IOException e) {
                    // The client is gone.
                }
            });
            assertThat(code(post("http://127.0.0.1:" + server.getLocalPort() + "/", Duration.ofSeconds(1), null)))
                    .isEqualTo("Timeout");
        }
    }

    /** Else a server that stops in order would use up retries, or send to dead-letter queues what it had just begun. */
    @Test
    void an_attempt_that_ends_with_the_server_has_no_outcome() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            HttpEndpoint endpoint = endpoint(Duration.ofSeconds(1), null);
            String url = "http://127.0.0.1:" + silent.getLocalPort() + "/";
            CompletableFuture<Outcome> underWay = endpoint.post(to(url));
            try (var accepted = silent.accept()) {
                assertThat(accepted.isConnected()).isTrue();
                endpoint.close();
                CompletableFuture<Outcome> late = endpoint.post(to(url));
                assertThat(CompletableFuture.anyOf(underWay, late)
                                .completeOnTimeout("none", 2, TimeUnit.SECONDS)
                                .join())
                        .isEqualTo("none");
            }
        }
    }

    @Test
    void where_nobody_listens_is_worth_another_attempt() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        Outcome outcome = post("http://127.0.0.1:" + port + "/", Duration.ofSeconds(10), null);
        assertThat(code(outcome)).isEqualTo("ConnectionFailed");
        assertThat(isRetryable(outcome)).isTrue();
    }

    @Test
    void what_is_no_url_is_final() {
        Outcome outcome = post("http://", Duration.ofSeconds(1), null);
        assertThat(code(outcome)).isEqualTo("InvalidEndpoint");
        assertThat(isRetryable(outcome)).isFalse();
    }
}
