package io.penstock.services.deliveries.work;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.penstock.kernel.delivery.Destinations;
import io.penstock.kernel.delivery.Target.Invocation;
import io.penstock.services.deliveries.lane.LaneCommand.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a call of an API destination, by what a real server answers. */
final class InvocationsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpEndpoint http = new HttpEndpoint(RandomGenerator.getDefault());
    private final AtomicInteger unauthorized = new AtomicInteger();
    private final CountDownLatch silence = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        silence.countDown();
        server.stop(0);
        http.close();
    }

    private void answering(int status, String retryAfter) {
        server.createContext("/", exchange -> {
            if (!retryAfter.isEmpty()) {
                exchange.getResponseHeaders().add("Retry-After", retryAfter);
            }
            exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
    }

    private Outcome call(Duration patience) {
        Destinations destinations = invocation -> CompletableFuture.completedFuture(new Destinations.Call(
                "POST",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/",
                Map.of("Range", "bytes=0-1048575"),
                "{}".getBytes(UTF_8),
                unauthorized::incrementAndGet));
        return new Invocations(http, destinations, patience)
                .make(new Invocation("d", List.of(), new TreeMap<>(), new TreeMap<>(), "{}".getBytes(UTF_8)))
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    @ParameterizedTest
    @CsvSource({
        "301, false, ERROR_FROM_TARGET",
        "304, false, ERROR_FROM_TARGET",
        "400, false, ERROR_FROM_TARGET",
        "401, true, ERROR_FROM_TARGET",
        "403, false, ERROR_FROM_TARGET",
        "404, false, ERROR_FROM_TARGET",
        "407, true, ERROR_FROM_TARGET",
        "408, false, ERROR_FROM_TARGET",
        "409, true, ERROR_FROM_TARGET",
        "429, true, THROTTLING",
        "500, true, ERROR_FROM_TARGET",
        "503, true, ERROR_FROM_TARGET"
    })
    void retries_are_for_the_statuses_that_aws_names(int status, boolean retryable, String code) {
        answering(status, "");
        assertThat(call(PATIENCE)).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.retryable()).isEqualTo(retryable);
            assertThat(refused.failure().code()).isEqualTo(code);
            assertThat(refused.after()).isZero();
        });
        assertThat(unauthorized).hasValue(status == 401 || status == 407 ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "503, 7, true, 7",
        "429, 100000, true, 86400",
        "503, -1, false, 0",
        "400, 7, false, 7",
        "503, 'Wed, 21 Oct 2035 07:28:00 GMT', true, 0"
    })
    void an_endpoint_says_when_it_wants_to_be_asked_again(int status, String after, boolean retryable, long seconds) {
        answering(status, after);
        assertThat(call(PATIENCE)).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.retryable()).isEqualTo(retryable);
            assertThat(refused.after()).isEqualTo(Duration.ofSeconds(seconds));
        });
    }

    @ParameterizedTest
    @CsvSource({"200", "201", "202", "204"})
    void every_2xx_is_an_arrival(int status) {
        answering(status, "");
        assertThat(call(PATIENCE)).isEqualTo(new Outcome.Arrived());
    }

    @Test
    void an_endpoint_that_says_nothing_is_called_again() {
        server.createContext("/", exchange -> {
            try {
                silence.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        assertThat(call(Duration.ofMillis(200)))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused)
                                .extracting(
                                        Outcome.Refused::retryable,
                                        each -> each.failure().code())
                                .containsExactly(true, "TIMEOUT"));
    }

    @Test
    void what_cannot_be_called_at_all_is_told_by_whoever_knows_destinations() {
        Destinations none = invocation ->
                CompletableFuture.completedFuture(new Destinations.Impossible("NO_RESOURCE", "It is gone.", false));
        Outcome outcome = new Invocations(http, none)
                .make(new Invocation("d", List.of(), new TreeMap<>(), new TreeMap<>(), new byte[0]))
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        assertThat(outcome)
                .isEqualTo(new Outcome.Refused(new Failure("NO_RESOURCE", "It is gone."), false, Duration.ZERO));
    }
}
