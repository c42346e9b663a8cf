package io.penstock.wire.dispatch;

import io.penstock.wire.Cancellation;
import io.penstock.wire.Headers;
import io.penstock.wire.HttpRequest;
import io.penstock.wire.HttpResponse;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.WireSettings;
import java.util.Collection;
import java.util.List;

/** Serves AWS requests, whatever their protocol. Thread-safe; a call runs on the caller's thread and may block it. */
public final class WireDispatcher {

    private final List<ServiceDefinition> services;
    private final WireSettings settings;

    public WireDispatcher(Collection<ServiceDefinition> services, WireSettings settings) {
        this.services = List.copyOf(services);
        this.settings = settings;
    }

    /**
     * Serves one request. Never throws for what a caller sends: malformed, unknown and refused requests get AWS's error response.
     *
     * @param cancellation fired by the edge when the client is gone
     * @throws InterruptedException when the thread is interrupted because the server stops
     */
    public HttpResponse dispatch(HttpRequest request, Cancellation cancellation) throws InterruptedException {
        if (services.isEmpty() || cancellation.isCancelled()) {
            return new HttpResponse(400, Headers.EMPTY, new HttpResponse.Bytes(new byte[0]));
        }
        throw new UnsupportedOperationException(request + " " + settings);
    }
}
