package io.penstock.services.events.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.penstock.services.events.connection.Auth.OAuth;
import io.penstock.services.events.connection.Tokens.Token;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a token is got anew. */
final class TokensIT {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final Tokens tokens = new Tokens(now::get);
    private final AtomicInteger issued = new AtomicInteger();
    private HttpServer issuer;

    @BeforeEach
    void start() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/", exchange -> {
            byte[] answer =
                    ("{\"access_token\": \"" + issued.incrementAndGet() + "\", \"expires_in\": 100}").getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        issuer.start();
    }

    @AfterEach
    void stop() {
        issuer.stop(0);
        tokens.close();
    }

    private Token token(String version) {
        OAuth oauth = new OAuth(
                "me", "secret", "http://127.0.0.1:" + issuer.getAddress().getPort() + "/", "POST", null);
        return (Token)
                tokens.get(version, oauth).orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Test
    void calls_that_were_refused_together_ask_for_one_token() {
        Token first = token("a");
        tokens.forget("a", first);
        assertThat(token("a").value()).isEqualTo("2");
        tokens.forget("a", first);
        assertThat(token("a").value()).as("got since").isEqualTo("2");
    }

    @Test
    void a_token_is_kept_until_a_little_before_it_expires() {
        token("a");
        now.set(now.get().plusSeconds(89));
        assertThat(token("a").value()).isEqualTo("1");
        now.set(now.get().plusSeconds(1));
        assertThat(token("a").value()).isEqualTo("2");
    }

    @Test
    void what_was_got_for_another_version_of_a_connection_does_not_count() {
        token("a");
        assertThat(token("b").value()).isEqualTo("2");
        assertThat(token("a").value()).isEqualTo("1");
    }
}
