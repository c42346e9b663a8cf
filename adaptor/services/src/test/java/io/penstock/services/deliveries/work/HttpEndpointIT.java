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
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** Answers 401 with the challenges in their order, and then 200; keeps what it was shown. */
    private HttpServer challenging(List<String> shown, Duration thinks, String... challenges) throws IOException {
        HttpServer server = HttpServer.create(ANY, 0);
        server.setExecutor(threads);
        AtomicInteger answered = new AtomicInteger();
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                shown.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
                Thread.sleep(thinks);
                int number = answered.getAndIncrement();
                if (number < challenges.length) {
                    exchange.getResponseHeaders().add("WWW-Authenticate", challenges[number]);
                }
                exchange.sendResponseHeaders(number < challenges.length ? 401 : 200, -1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        return server;
    }

    private static String digest(String nonce, String more) {
        return "Digest realm=\"r\", nonce=\"" + nonce + "\", qop=\"auth\"" + more;
    }

    @Test
    void a_nonce_that_has_become_stale_is_replaced_once() throws Exception {
        List<String> shown = new CopyOnWriteArrayList<>();
        HttpServer server = challenging(shown, Duration.ZERO, digest("one", ""), digest("two", ", stale=true"));
        try {
            String url = "http://u:p@127.0.0.1:" + server.getAddress().getPort() + "/";
            assertThat(code(post(url, Duration.ofSeconds(30), null))).isEqualTo("arrived");
            assertThat(shown).hasSize(3);
            assertThat(shown.get(1)).contains("nonce=\"one\"");
            assertThat(shown.get(2)).contains("nonce=\"two\"");
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"'', 2", "', stale=false', 2", "', stale=true', 3"})
    void a_password_that_is_refused_is_not_shown_for_ever(String more, int requests) throws Exception {
        List<String> shown = new CopyOnWriteArrayList<>();
        String[] challenges = Collections.nCopies(10, digest("n", more)).toArray(String[]::new);
        HttpServer server = challenging(shown, Duration.ZERO, challenges);
        try {
            String url = "http://u:p@127.0.0.1:" + server.getAddress().getPort() + "/";
            Outcome outcome = post(url, Duration.ofSeconds(30), null);
            assertThat(code(outcome)).isEqualTo("401");
            assertThat(isRetryable(outcome)).isFalse();
            assertThat(shown).hasSize(requests);
        } finally {
            server.stop(0);
        }
    }

    /** Both answers alone are in time. */
    @Test
    void a_challenge_is_answered_in_the_time_of_the_attempt() throws Exception {
        List<String> shown = new CopyOnWriteArrayList<>();
        HttpServer server = challenging(shown, Duration.ofMillis(2_500), digest("n", ""));
        try {
            String url = "http://u:p@127.0.0.1:" + server.getAddress().getPort() + "/";
            assertThat(code(post(url, Duration.ofSeconds(4), null))).isEqualTo("Timeout");
        } finally {
            server.stop(0);
        }
    }

    /** Subscribe refuses them; what was subscribed before that must not be retried for hours. */
    @Test
    void credentials_that_are_no_header_are_final() throws Exception {
        HttpServer server = challenging(new CopyOnWriteArrayList<>(), Duration.ZERO, digest("n", ""));
        try {
            String url = "http://u%0a:p@127.0.0.1:" + server.getAddress().getPort() + "/";
            Outcome outcome = post(url, Duration.ofSeconds(30), null);
            assertThat(code(outcome)).isEqualTo("InvalidEndpoint");
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
