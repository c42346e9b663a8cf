package io.penstock.wire;

import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import io.penstock.wire.dispatch.WireDispatcher;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A dispatcher over given services with a fixed clock, predictable request ids and a record of its calls. */
public final class WireFixture {

    public static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final List<CallObserver.Call> calls = Collections.synchronizedList(new ArrayList<>());
    private final WireSettings settings;
    private final WireDispatcher dispatcher;

    public WireFixture(ServiceDefinition... services) {
        this(WireLimits.DEFAULT, services);
    }

    public WireFixture(WireLimits limits, ServiceDefinition... services) {
        settings = new WireSettings(
                new DeveloperCallers(AccountId.DEFAULT, Region.DEFAULT),
                InstantSource.fixed(NOW),
                new Random(7),
                limits,
                calls::add);
        dispatcher = new WireDispatcher(Arrays.asList(services), settings);
    }

    public WireSettings settings() {
        return settings;
    }

    /** Every call so far. */
    public List<CallObserver.Call> calls() {
        return calls;
    }

    public HttpResponse dispatch(HttpRequest request) {
        try {
            return dispatcher.dispatch(request, new Cancellation());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A request with a text body. */
    public static HttpRequest request(String method, String pathAndQuery, Headers headers, String body) {
        return request(method, pathAndQuery, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    public static HttpRequest request(String method, String pathAndQuery, Headers headers, byte[] body) {
        int mark = pathAndQuery.indexOf('?');
        RequestTarget target = new RequestTarget(
                "http",
                "localhost:4566",
                mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark),
                mark < 0 ? null : pathAndQuery.substring(mark + 1));
        return new HttpRequest(method, target, headers, body);
    }

    /** The Authorization header of a request signed for a service; the signature itself is not one. */
    public static String signedFor(String service) {
        return "AWS4-HMAC-SHA256 Credential=AKID/20261123/eu-west-1/" + service
                + "/aws4_request, SignedHeaders=host, Signature=00";
    }

    public static byte[] bytes(HttpResponse response) {
        return ((HttpResponse.Bytes) response.body()).content();
    }

    public static String text(HttpResponse response) {
        return new String(bytes(response), StandardCharsets.UTF_8);
    }

    public static String header(HttpResponse response, String name) {
        return response.headers().first(name).orElse("");
    }
}
