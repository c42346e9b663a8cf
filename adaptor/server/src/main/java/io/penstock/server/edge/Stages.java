package io.penstock.server.edge;

import io.penstock.kernel.fault.FaultException;
import io.penstock.wire.HttpRequest;
import io.penstock.wire.HttpResponse;
import io.penstock.wire.dispatch.WireDispatcher;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;

/** The stages that every request passes. */
public final class Stages {

    private Stages() {}

    /** Refuses what comes while as many requests as allowed are in progress. */
    public static Pipeline.Stage admission(int maxRequests) {
        Semaphore places = new Semaphore(maxRequests);
        return (exchange, next) -> {
            if (!places.tryAcquire()) {
                throw EdgeFaults.OVERLOADED.with("too many requests at once");
            }
            try {
                return next.serve(exchange);
            } finally {
                places.release();
            }
        };
    }

    /**
     * Answers what is no AWS request: health, introspection.
     *
     * @param pages answers the requests it knows
     */
    public static Pipeline.Stage pages(Function<Exchange, Optional<HttpResponse>> pages) {
        return (exchange, next) -> {
            Optional<HttpResponse> page = pages.apply(exchange);
            return page.isPresent() ? page.get() : next.serve(exchange);
        };
    }

    /**
     * Refuses AWS requests while there is a reason to.
     *
     * @param reason why nothing can be served now, for example that Kafka is still starting
     */
    public static Pipeline.Stage available(Supplier<Optional<String>> reason) {
        return (exchange, next) -> {
            Optional<FaultException> refusal = reason.get().map(EdgeFaults.OVERLOADED::with);
            if (refusal.isPresent()) {
                throw refusal.get();
            }
            return next.serve(exchange);
        };
    }

    /**
     * Reads the body within its bounds and hands the request over: request id, service, decoding, operation, encoding, metrics and the
     * access line are the dispatcher's.
     */
    public static Pipeline.Stage dispatch(Supplier<WireDispatcher> dispatcher) {
        return (exchange, next) -> {
            HttpRequest request =
                    new HttpRequest(exchange.method(), exchange.target(), exchange.headers(), exchange.body());
            return dispatcher.get().dispatch(request, exchange.cancellation());
        };
    }
}
