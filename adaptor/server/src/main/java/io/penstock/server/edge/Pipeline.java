package io.penstock.server.edge;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.wire.HttpResponse;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a request, as one list of stages. Each stage answers or lets the next one answer; a refusal thrown anywhere is answered here, in
 * the caller's protocol. Thread-safe.
 */
public final class Pipeline {

    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    /** One step on the way. */
    @FunctionalInterface
    public interface Stage {

        /** @throws FaultException to refuse the request */
        HttpResponse serve(Exchange exchange, Next next) throws InterruptedException;
    }

    /** The rest of the way. */
    @FunctionalInterface
    public interface Next {
        HttpResponse serve(Exchange exchange) throws InterruptedException;
    }

    private final Next way;
    private final Refusals refusals;

    /**
     * @param stages in the order of the way; the last one answers everything
     */
    public Pipeline(List<Stage> stages, Refusals refusals) {
        Next rest = exchange -> {
            throw new IllegalStateException("no stage answered " + exchange.method());
        };
        for (Stage stage : stages.reversed()) {
            Next after = rest;
            rest = exchange -> stage.serve(exchange, after);
        }
        this.way = rest;
        this.refusals = refusals;
    }

    /**
     * Serves a request; never throws for what a caller sends.
     *
     * @throws InterruptedException when the server stops
     */
    public HttpResponse serve(Exchange exchange) throws InterruptedException {
        try {
            return way.serve(exchange);
        } catch (FaultException refused) {
            return refusals.of(exchange.headers(), refused);
        } catch (RuntimeException defect) {
            FaultException answer = CommonFaults.INTERNAL.with();
            HttpResponse response = refusals.of(exchange.headers(), answer);
            LOG.atError()
                    .setCause(defect)
                    .addKeyValue(
                            "request",
                            response.headers().first("x-amzn-RequestId").orElse(""))
                    .log("a request failed because of a defect");
            return response;
        }
    }
}
