package io.penstock.services.deliveries.work;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.kernel.delivery.Target.Post;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Posts by the JDK's client: HTTP/1.1, certificates and host names checked, the server's name told (SNI), no redirects followed. An endpoint has 15 seconds for an attempt from the
 * connection to the end of its answer, also when it asks for credentials first. 2xx is an arrival; 5xx and 429, and no answer at all, are worth another attempt; everything else is final.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.prepare.html">Make sure your endpoint is ready to process Amazon SNS messages</a>
 */
public final class HttpEndpoint implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final int UNAUTHORIZED = 401;

    private static final Outcome INVALID =
            Outcome.Refused.of("InvalidEndpoint", "The URL or a header cannot be sent.", false);

    private final HttpClient client;
    private final RandomGenerator random;
    private final Duration patience;
    private volatile boolean closed;

    /**
     * Trusts whom the JDK trusts.
     *
     * @param random safe for use by many threads
     */
    public HttpEndpoint(RandomGenerator random) {
        this(random, PATIENCE, null);
    }

    /** @param tls whom to trust; null for whom the JDK trusts */
    HttpEndpoint(RandomGenerator random, Duration patience, @Nullable SSLContext tls) {
        this.random = random;
        this.patience = patience;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(patience)
                .executor(Executors.newVirtualThreadPerTaskExecutor());
        if (tls != null) {
            builder.sslContext(tls);
        }
        this.client = builder.build();
    }

    /** A request that may have to be sent again, by an answer to a challenge; all of it within the time of one attempt. */
    private record Exchange(
            URI uri,
            HttpRequest.Builder request,
            byte[] body,
            @Nullable String credentials,
            long untilNanos) {

        /** At least a moment: what comes too late ends by it. */
        Duration left() {
            return Duration.ofNanos(Math.max(untilNanos - System.nanoTime(), 1_000_000));
        }
    }

    /** Makes an attempt; does not block. */
    CompletableFuture<Outcome> post(Post post) {
        Exchange exchange;
        try {
            URI given = new URI(post.url());
            URI uri = withoutCredentials(given);
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).POST(BodyPublishers.ofByteArray(post.body()));
            post.headers().forEach(request::setHeader);
            exchange = new Exchange(
                    uri, request, post.body(), given.getUserInfo(), System.nanoTime() + patience.toNanos());
        } catch (URISyntaxException | IllegalArgumentException e) {
            return CompletableFuture.completedFuture(INVALID);
        }
        return send(exchange)
                .thenCompose(response -> challenged(exchange, response, false))
                .thenCompose(response -> challenged(exchange, response, true))
                .thenApply(HttpEndpoint::outcome)
                .exceptionally(HttpEndpoint::failed)
                .thenCompose(this::unlessClosed);
    }

    private CompletableFuture<HttpResponse<Void>> send(Exchange exchange) {
        Duration left = exchange.left();
        return send(exchange.request().timeout(left).build(), left);
    }

    /**
     * Answers a challenge, if there is one and it can be answered.
     *
     * @param again whether one was answered before: then only a nonce that was too old is worth another answer
     */
    private CompletableFuture<HttpResponse<Void>> challenged(
            Exchange exchange, HttpResponse<Void> response, boolean again) {
        String credentials = exchange.credentials();
        if (credentials == null || response.statusCode() != UNAUTHORIZED) {
            return CompletableFuture.completedFuture(response);
        }
        List<String> challenges = response.headers().allValues("WWW-Authenticate");
        Optional<DigestChallenge> digest = DigestChallenge.of(challenges);
        if (again && !digest.map(DigestChallenge::stale).orElse(false)) {
            return CompletableFuture.completedFuture(response);
        }
        String value = digest.map(challenge -> proof(challenge, exchange, credentials))
                .orElseGet(() -> asksForBasic(challenges) ? basic(credentials) : "");
        if (value.isEmpty()) {
            return CompletableFuture.completedFuture(response);
        }
        exchange.request().setHeader("Authorization", value);
        return send(exchange);
    }

    /** An attempt that ends because this ends says nothing of its endpoint: nobody hears of it, and whoever owns the delivery next makes it anew. */
    CompletableFuture<Outcome> unlessClosed(Outcome outcome) {
        return closed && !(outcome instanceof Outcome.Arrived)
                ? new CompletableFuture<>()
                : CompletableFuture.completedFuture(outcome);
    }

    /** The credentials are for who asks for them, and in no log on the way. */
    private static URI withoutCredentials(URI given) throws URISyntaxException {
        String authority = given.getRawAuthority();
        if (authority == null) {
            throw new URISyntaxException(given.getScheme(), "no host");
        }
        String text = given.getScheme() + "://" + authority.substring(authority.lastIndexOf('@') + 1)
                + (given.getRawPath() == null || given.getRawPath().isEmpty() ? "/" : given.getRawPath())
                + (given.getRawQuery() == null ? "" : "?" + given.getRawQuery());
        return new URI(text);
    }

    private String proof(DigestChallenge challenge, Exchange exchange, String credentials) {
        int colon = credentials.indexOf(':');
        String user = colon < 0 ? credentials : credentials.substring(0, colon);
        String password = colon < 0 ? "" : credentials.substring(colon + 1);
        URI uri = exchange.uri();
        String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        String nonce =
                HexFormat.of().toHexDigits(random.nextLong()) + HexFormat.of().toHexDigits(random.nextLong());
        DigestChallenge.Request request = new DigestChallenge.Request("POST", path, exchange.body());
        return challenge.authorization(new DigestChallenge.Proof(request, user, password, nonce));
    }

    /** The password itself is for a server that takes no proof of it. */
    private static boolean asksForBasic(List<String> challenges) {
        return challenges.stream()
                .anyMatch(challenge -> challenge.toLowerCase(Locale.ROOT).matches("(.*,)?\\s*basic(\\s.*)?"));
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
    }

    /** The request's own timeout ends with the headers; this one also with a body that never does. */
    CompletableFuture<HttpResponse<Void>> send(HttpRequest request, Duration atMost) {
        CompletableFuture<HttpResponse<Void>> answer = client.sendAsync(request, BodyHandlers.discarding());
        CompletableFuture<Void> timer =
                new CompletableFuture<Void>().completeOnTimeout(null, atMost.toMillis(), TimeUnit.MILLISECONDS);
        timer.thenRun(() -> answer.cancel(true));
        return answer.whenComplete((response, failure) -> timer.cancel(false));
    }

    private static Outcome outcome(HttpResponse<Void> response) {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return new Outcome.Arrived();
        }
        return Outcome.Refused.of(
                Integer.toString(status),
                "The endpoint answered with the status " + status + ".",
                status >= 500 || status == 429);
    }

    static Outcome failed(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case java.net.http.HttpTimeoutException _, CancellationException _ ->
                Outcome.Refused.of("Timeout", "The endpoint did not answer in time.", true);
            case ConnectException _ ->
                Outcome.Refused.of("ConnectionFailed", "No connection to the endpoint could be made.", true);
            case IllegalArgumentException _ -> INVALID;
            case SSLException e ->
                Outcome.Refused.of("TlsFailed", "TLS with the endpoint failed: " + e.getMessage(), true);
            default ->
                Outcome.Refused.of(
                        "ConnectionBroken", "The connection to the endpoint broke: " + cause.getMessage(), true);
        };
    }

    @Override
    public void close() {
        closed = true;
        client.shutdownNow();
    }
}
