package io.penstock.services.events.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.services.events.connection.Auth.OAuth;
import io.penstock.services.events.connection.Auth.Parameter;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Tokens of OAuth connections, got by client credentials and kept in memory until a little before they expire. Client id and secret are sent as AWS's form has them: in the body, with GET
 * in the query. Memory: a token of up to {@link #LONGEST} bytes for each of at most {@link #MOST} connections. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.4">Client credentials grant</a>
 */
public final class Tokens implements AutoCloseable {

    static final int MOST = 10_000;
    private static final int LONGEST = 64 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Of a token that does not say; and how long before its end one is not used any more. */
    private static final long SECONDS = 3_600;

    private static final long MARGIN_SECONDS = 10;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final InstantSource clock;
    private final HttpClient client = HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(PATIENCE)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private final Map<String, CompletableFuture<Answer>> kept = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CompletableFuture<Answer>> eldest) {
            return size() > MOST;
        }
    };

    public Tokens(InstantSource clock) {
        this.clock = clock;
    }

    /** What the token endpoint said. */
    public sealed interface Answer {}

    /** @param until seconds of the epoch, after which it is not used */
    public record Token(String value, long until) implements Answer {

        /** Not the token. */
        @Override
        public String toString() {
            return "Token[" + until + "]";
        }
    }

    /** @param retryable whether it may go better another time */
    public record Refusal(String reason, boolean retryable) implements Answer {}

    /**
     * A token, from memory if there is one that holds.
     *
     * @param version of the connection: what was got for another one does not count
     */
    public CompletableFuture<Answer> get(String version, OAuth oauth) {
        CompletableFuture<Answer> asked;
        synchronized (kept) {
            CompletableFuture<Answer> known = kept.get(version);
            if (known != null && holds(known)) {
                return known;
            }
            asked = fetch(oauth);
            kept.put(version, asked);
        }
        return asked;
    }

    /** A token has been refused: it is not told again. One that was got since is left alone, so that many calls that were refused together ask for one token. */
    void forget(String version, Token refused) {
        synchronized (kept) {
            CompletableFuture<Answer> known = kept.get(version);
            if (known != null && refused.equals(known.getNow(null))) {
                kept.remove(version);
            }
        }
    }

    private boolean holds(CompletableFuture<Answer> known) {
        if (!known.isDone()) {
            return true;
        }
        return !known.isCompletedExceptionally()
                && known.join() instanceof Token token
                && token.until() > clock.instant().getEpochSecond();
    }

    private CompletableFuture<Answer> fetch(OAuth oauth) {
        HttpRequest request;
        try {
            request = request(oauth);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(
                    new Refusal("The authorization endpoint or a header cannot be sent.", false));
        }
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST));
        return answer.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(this::answer)
                // Not with the exception's own text: it may quote what is secret.
                .exceptionally(failure -> new Refusal("The authorization endpoint could not be reached.", true));
    }

    private Answer answer(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status < 200 || status >= 300) {
            return new Refusal(
                    "The authorization endpoint answered with the status " + status + ".",
                    status >= 500 || status == 429);
        }
        try {
            JsonNode json = JSON.readTree(response.body());
            String token = json.path("access_token").asText("");
            if (token.isEmpty()) {
                return new Refusal("The authorization endpoint gave no access_token.", false);
            }
            long seconds = json.path("expires_in").asLong(SECONDS);
            return new Token(token, clock.instant().getEpochSecond() + seconds - MARGIN_SECONDS);
        } catch (IOException e) {
            return new Refusal("The authorization endpoint answered with what is no JSON.", false);
        }
    }

    private static HttpRequest request(OAuth oauth) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("client_id", oauth.clientId());
        form.put("client_secret", Optional.ofNullable(oauth.secret()).orElse(""));
        Auth.Parameters more = oauth.parameters();
        List<Parameter> query = more == null ? List.of() : more.query();
        if (more != null) {
            more.body().forEach(each -> form.put(each.key(), value(each)));
        }
        List<String> parts = new ArrayList<>();
        query.forEach(each -> parts.add(pair(each.key(), value(each))));
        List<String> body = form.entrySet().stream()
                .map(each -> pair(each.getKey(), each.getValue()))
                .toList();
        boolean get = oauth.method().equals("GET");
        if (get) {
            parts.addAll(body);
        }
        String url = oauth.endpoint()
                + (parts.isEmpty() ? "" : (oauth.endpoint().indexOf('?') < 0 ? "?" : "&") + String.join("&", parts));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .header("User-Agent", "Amazon/EventBridge/ApiDestinations");
        if (get) {
            request.GET();
        } else {
            request.setHeader("Content-Type", "application/x-www-form-urlencoded")
                    .method(oauth.method(), BodyPublishers.ofString(String.join("&", body)));
        }
        if (more != null) {
            more.headers().forEach(each -> request.setHeader(each.key(), value(each)));
        }
        return request.build();
    }

    private static String value(Parameter parameter) {
        return Optional.ofNullable(parameter.value()).orElse("");
    }

    private static String pair(String key, String value) {
        return URLEncoder.encode(key, UTF_8) + "=" + URLEncoder.encode(value, UTF_8);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
