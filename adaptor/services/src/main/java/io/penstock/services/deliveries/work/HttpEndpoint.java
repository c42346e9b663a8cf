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
 * connection to the end of its answer. 2xx is an arrival; 5xx and 429, and no answer at all, are worth another attempt; everything else is final.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.prepare.html">Make sure your endpoint is ready to process Amazon SNS messages</a>
 */
public final class HttpEndpoint implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final int UNAUTHORIZED = 401;

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

    /** Makes an attempt; does not block. */
    CompletableFuture<Outcome> post(Post post) {
        URI uri;
        Optional<String> credentials;
        HttpRequest.Builder request;
        try {
            URI given = new URI(post.url());
            credentials = Optional.ofNullable(given.getUserInfo());
            uri = withoutCredentials(given);
            request = HttpRequest.newBuilder(uri).timeout(patience).POST(BodyPublishers.ofByteArray(post.body()));
            post.headers().forEach(request::setHeader);
        } catch (URISyntaxException | IllegalArgumentException e) {
            return CompletableFuture.completedFuture(
                    Outcome.Refused.of("InvalidEndpoint", "The URL or a header cannot be sent.", false));
        }
        return send(request.build(), patience)
                .thenCompose(response -> credentials
                        .filter(known -> response.statusCode() == UNAUTHORIZED)
                        .flatMap(known -> authorization(response, uri, known))
                        .map(value ->
                                send(request.setHeader("Authorization", value).build(), patience))
                        .orElseGet(() -> CompletableFuture.completedFuture(response)))
                .thenApply(HttpEndpoint::outcome)
                .exceptionally(HttpEndpoint::failed)
                .thenCompose(this::unlessClosed);
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

    /** What the server asks for: a proof of the password if it takes one, else the password. */
    private Optional<String> authorization(HttpResponse<Void> response, URI uri, String credentials) {
        List<String> challenges = response.headers().allValues("WWW-Authenticate");
        Optional<DigestChallenge> digest = DigestChallenge.of(challenges);
        if (digest.isPresent()) {
            int colon = credentials.indexOf(':');
            String user = colon < 0 ? credentials : credentials.substring(0, colon);
            String password = colon < 0 ? "" : credentials.substring(colon + 1);
            String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
            String nonce = HexFormat.of().toHexDigits(random.nextLong())
                    + HexFormat.of().toHexDigits(random.nextLong());
            return Optional.of(
                    digest.get().authorization(new DigestChallenge.Proof("POST", path, user, password, nonce)));
        }
        boolean basic = challenges.stream()
                .anyMatch(challenge -> challenge.toLowerCase(Locale.ROOT).matches("(.*,)?\\s*basic(\\s.*)?"));
        return basic ? Optional.of(basic(credentials)) : Optional.empty();
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
