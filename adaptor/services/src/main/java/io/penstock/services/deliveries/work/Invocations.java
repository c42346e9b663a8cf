package io.penstock.services.deliveries.work;

import io.penstock.kernel.delivery.Destinations;
import io.penstock.kernel.delivery.Destinations.Answer;
import io.penstock.kernel.delivery.Destinations.Call;
import io.penstock.kernel.delivery.Destinations.Impossible;
import io.penstock.kernel.delivery.Target.Invocation;
import io.penstock.services.deliveries.lane.LaneCommand.Failure;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Calls API destinations of EventBridge. An endpoint has five seconds for an attempt. 2xx is an arrival; 401, 407, 409, 429, 5xx and no answer at all are worth another attempt,
 * not before the time that {@code Retry-After} tells in seconds, and none if that is negative. After 401 and 407 that one is made with other credentials, where there can be others.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html">API destinations as targets</a>
 */
public final class Invocations {

    /** AWS's. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int UNAUTHORIZED = 401;
    private static final int PROXY_UNAUTHORIZED = 407;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;

    /** A day: no policy lasts longer. */
    private static final long LONGEST_SECONDS = 86_400;

    private final HttpEndpoint http;
    private final Destinations destinations;
    private final Duration patience;

    public Invocations(HttpEndpoint http, Destinations destinations) {
        this(http, destinations, PATIENCE);
    }

    Invocations(HttpEndpoint http, Destinations destinations, Duration patience) {
        this.http = http;
        this.destinations = destinations;
        this.patience = patience;
    }

    /** Makes an attempt. */
    CompletableFuture<Outcome> make(Invocation invocation) {
        return destinations.call(invocation).thenCompose(this::attempt).thenCompose(http::unlessClosed);
    }

    private CompletableFuture<Outcome> attempt(Answer answer) {
        return switch (answer) {
            case Impossible(String code, String message, boolean retryable) ->
                CompletableFuture.completedFuture(Outcome.Refused.of(code, message, retryable));
            case Call call -> {
                HttpRequest.Builder request;
                try {
                    request = request(call);
                } catch (IllegalArgumentException e) {
                    // Not with the exception's own text: it may quote what is secret.
                    yield CompletableFuture.completedFuture(
                            Outcome.Refused.of("INVALID_PARAMETER", "The URL or a header cannot be sent.", false));
                }
                yield http.send(request.timeout(patience).build(), patience)
                        .thenApply(response -> {
                            if (isUnauthorized(response.statusCode())) {
                                call.unauthorized().run();
                            }
                            return outcome(response);
                        })
                        .exceptionally(Invocations::failed);
            }
        };
    }

    private static boolean isUnauthorized(int status) {
        return status == UNAUTHORIZED || status == PROXY_UNAUTHORIZED;
    }

    private static HttpRequest.Builder request(Call call) {
        BodyPublisher body =
                call.body().length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(call.body());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(call.url())).method(call.method(), body);
        call.headers().forEach(request::setHeader);
        return request;
    }

    private static Outcome outcome(HttpResponse<Void> response) {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return new Outcome.Arrived();
        }
        long after = response.headers()
                .firstValue("Retry-After")
                .map(Invocations::seconds)
                .orElse(0L);
        boolean passing = status >= 500 || status == TOO_MANY || status == CONFLICT || isUnauthorized(status);
        boolean retryable = passing && after >= 0;
        return new Outcome.Refused(
                new Failure(
                        status == TOO_MANY ? "THROTTLING" : "ERROR_FROM_TARGET",
                        "The endpoint answered with the status " + status + "."),
                retryable,
                Duration.ofSeconds(Math.max(after, 0)));
    }

    private static long seconds(String text) {
        try {
            return Math.min(Long.parseLong(text.strip()), LONGEST_SECONDS);
        } catch (NumberFormatException e) {
            // A date: the schedule alone holds.
            return 0;
        }
    }

    private static Outcome failed(Throwable failure) {
        return HttpEndpoint.failed(failure) instanceof Outcome.Refused(Failure why, boolean retryable, Duration _)
                ? Outcome.Refused.of(
                        why.code().equals("Timeout") ? "TIMEOUT" : "CONNECTION_FAILURE", why.message(), retryable)
                : Outcome.Refused.of("UNKNOWN", "The attempt failed.", true);
    }
}
