package io.penstock.services.events.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.kernel.delivery.Destinations;
import io.penstock.kernel.delivery.Target.Invocation;
import io.penstock.services.events.connection.Auth.Parameter;
import io.penstock.services.events.connection.ConnectionDefinition.State;
import io.penstock.services.events.resource.Resources;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Puts calls of API destinations together, by what is known of the destination and its connection now. Thread-safe. */
public final class ApiCalls implements Destinations {

    static final String NO_KEY = "The key that the connection's secrets were encrypted with is not set.";

    /** Methods whose requests have no body. */
    private static final Set<String> BODILESS = Set.of("GET", "HEAD");

    /**
     * Headers that AWS takes out of all requests.
     *
     * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html">Headers in requests to API destinations</a>
     */
    private static final Set<String> REMOVED = Set.of(
            "a-im",
            "accept-charset",
            "accept-datetime",
            "accept-encoding",
            "cache-control",
            "connection",
            "content-encoding",
            "content-length",
            "content-md5",
            "date",
            "expect",
            "forwarded",
            "from",
            "host",
            "http2-settings",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "max-forwards",
            "origin",
            "pragma",
            "proxy-authorization",
            "range",
            "referer",
            "te",
            "trailer",
            "transfer-encoding",
            "user-agent",
            "upgrade",
            "via",
            "warning");

    /** What AWS adds, whatever target and connection say. */
    private static final Map<String, String> FIXED = Map.of(
            "User-Agent", "Amazon/EventBridge/ApiDestinations",
            "Range", "bytes=0-1048575",
            "Accept-Encoding", "gzip,deflate");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Resources<DestinationDefinition> destinations;
    private final Resources<ConnectionDefinition> connections;
    private final Secrets secrets;
    private final Tokens tokens;

    public ApiCalls(
            Resources<DestinationDefinition> destinations,
            Resources<ConnectionDefinition> connections,
            Secrets secrets,
            Tokens tokens) {
        this.destinations = destinations;
        this.connections = connections;
        this.secrets = secrets;
        this.tokens = tokens;
    }

    private static CompletableFuture<Answer> impossible(String code, String message, boolean retryable) {
        return CompletableFuture.completedFuture(new Impossible(code, message, retryable));
    }

    @Override
    public CompletableFuture<Answer> call(Invocation invocation) {
        Optional<DestinationDefinition> destination = destinations
                .find(ConnectionDefinition.key(invocation.destination()))
                .filter(found -> found.arn().equals(invocation.destination()));
        if (destination.isEmpty()) {
            return impossible("NO_RESOURCE", "The API destination does not exist.", false);
        }
        String arn = destination.get().connection();
        Optional<ConnectionDefinition> connection = connections
                .find(ConnectionDefinition.key(arn))
                .filter(found -> found.arn().equals(arn));
        if (connection.isEmpty()) {
            return impossible("NO_RESOURCE", "The connection of the API destination does not exist.", false);
        }
        String sealed = connection.get().sealed();
        if (connection.get().state() != State.AUTHORIZED || sealed == null) {
            return impossible("NO_PERMISSIONS", "The connection of the API destination is not authorized.", true);
        }
        Optional<Auth> auth = secrets.open(arn, sealed);
        if (auth.isEmpty()) {
            return impossible("INTERNAL_ERROR", NO_KEY, true);
        }
        Auth.OAuth oauth = auth.get().oauth();
        if (oauth == null) {
            return CompletableFuture.completedFuture(
                    made(destination.get(), auth.get(), invocation, authorization(auth.get())));
        }
        return tokens.get(arn + sealed, oauth).thenApply(answer -> switch (answer) {
            case Tokens.Token token ->
                made(
                        destination.get(),
                        auth.get(),
                        invocation,
                        new Credentials(
                                Map.of("Authorization", "Bearer " + token.value()),
                                () -> tokens.forget(arn + sealed, token)));
            case Tokens.Refusal(String reason, boolean retryable) ->
                new Impossible("NO_PERMISSIONS", reason, retryable);
        });
    }

    /** @param unauthorized what happens when they are refused */
    private record Credentials(Map<String, String> headers, Runnable unauthorized) {

        /** Those that stay as they are. */
        static Credentials of(String header, String value) {
            return new Credentials(Map.of(header, value), () -> {});
        }
    }

    private static Credentials authorization(Auth auth) {
        if (auth.basic() != null) {
            String both = auth.basic().username() + ":"
                    + Optional.ofNullable(auth.basic().password()).orElse("");
            return Credentials.of(
                    "Authorization", "Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8)));
        }
        return auth.apiKey() == null
                ? new Credentials(Map.of(), () -> {})
                : Credentials.of(
                        auth.apiKey().name(),
                        Optional.ofNullable(auth.apiKey().value()).orElse(""));
    }

    /** The target's own parameters first: where the connection has the same it prevails. */
    private static Answer made(
            DestinationDefinition destination, Auth auth, Invocation invocation, Credentials credentials) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Content-Type", "application/json; charset=utf-8");
        headers.putAll(invocation.headers());
        Map<String, String> query = new TreeMap<>(invocation.query());
        Auth.Parameters more = auth.invocation();
        if (more != null) {
            more.headers().forEach(each -> headers.put(each.key(), value(each)));
            more.query().forEach(each -> query.put(each.key(), value(each)));
        }
        headers.putAll(credentials.headers());
        headers.keySet().removeIf(name -> REMOVED.contains(name.toLowerCase(Locale.ROOT)));
        headers.putAll(FIXED);
        byte[] body = more == null ? invocation.body() : withParameters(invocation.body(), more.body());
        return new Call(
                destination.method(),
                url(destination.url(), invocation.path(), query),
                headers,
                BODILESS.contains(destination.method()) ? new byte[0] : body,
                credentials.unauthorized());
    }

    private static String value(Parameter parameter) {
        return Optional.ofNullable(parameter.value()).orElse("");
    }

    /** Wildcards are filled in from the left; those that are left over stay. */
    private static String url(String template, List<String> path, Map<String, String> query) {
        StringBuilder url = new StringBuilder();
        int from = 0;
        for (String value : path) {
            int star = template.indexOf('*', from);
            if (star < 0) {
                break;
            }
            url.append(template, from, star).append(encoded(value));
            from = star + 1;
        }
        url.append(template.substring(from));
        List<String> pairs = new ArrayList<>();
        query.forEach((name, value) -> pairs.add(encoded(name) + "=" + encoded(value)));
        if (!pairs.isEmpty()) {
            url.append(url.indexOf("?") < 0 ? '?' : '&').append(String.join("&", pairs));
        }
        return url.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    /** A body that is no JSON object stays as it is. */
    private static byte[] withParameters(byte[] body, List<Parameter> parameters) {
        if (parameters.isEmpty()) {
            return body;
        }
        JsonNode json = read(body);
        if (!(json instanceof ObjectNode object)) {
            return body;
        }
        parameters.forEach(each -> object.put(each.key(), value(each)));
        return object.toString().getBytes(UTF_8);
    }

    private static @Nullable JsonNode read(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException | NumberFormatException e) {
            return null;
        }
    }
}
