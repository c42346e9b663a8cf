package io.penstock.services.deliveries.work;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.kernel.delivery.Target.Call;
import io.penstock.wire.Caller;
import io.penstock.wire.inprocess.JsonCalls;
import io.penstock.wire.inprocess.JsonCalls.Operation;
import io.penstock.wire.inprocess.JsonCalls.Refusal;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Calls the services of this node, a virtual thread for each attempt. Errors of status 5xx or 429 and throttling are worth another attempt. Codes are those that EventBridge
 * writes into dead letters; what the service said is in the message.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html">EventBridge, error codes</a>
 */
public final class ServiceCalls implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonCalls calls;
    private volatile boolean closed;

    public ServiceCalls(JsonCalls calls) {
        this.calls = calls;
    }

    /** Makes an attempt; does not block. */
    CompletableFuture<Outcome> call(Call call) {
        Operation operation = new Operation(call.service(), call.operation());
        if (!calls.serves(operation)) {
            return invalid(operation.name() + " of " + operation.service() + " is not an operation here.");
        }
        JsonNode request;
        try {
            request = JSON.readTree(call.request().json());
        } catch (JsonProcessingException e) {
            return invalid("The request is no JSON.");
        }
        if (!(request instanceof ObjectNode filled)) {
            return invalid("The request is no JSON object.");
        }
        if (call.request().binary()) {
            filled.put(call.request().member(), call.body());
        } else {
            filled.put(call.request().member(), new String(call.body(), UTF_8));
        }
        Caller caller = new Caller(
                call.as().account(), call.as().region(), call.as().account().value());
        return start(caller, operation, filled.toString().getBytes(UTF_8));
    }

    private static CompletableFuture<Outcome> invalid(String text) {
        return CompletableFuture.completedFuture(Outcome.Refused.of("INVALID_PARAMETER", text, false));
    }

    CompletableFuture<Outcome> start(Caller caller, Operation operation, byte[] request) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Thread.ofVirtual().name("delivery-" + operation.name()).start(() -> {
            try {
                Optional<Refusal> refusal = calls.call(caller, operation, request);
                // An attempt that ends because this node ends says nothing of the service: whoever owns the delivery
                // next
                // makes it anew.
                if (refusal.isEmpty() || !closed) {
                    outcome.complete(refusal.map(ServiceCalls::refused).orElseGet(Outcome.Arrived::new));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                outcome.completeExceptionally(e);
            } catch (RuntimeException e) {
                outcome.completeExceptionally(e);
            }
        });
        return outcome;
    }

    private static Outcome refused(Refusal refusal) {
        String said = refusal.code() + ": " + refusal.message();
        if (refusal.status() == 429
                || refusal.code().contains("Throttl")
                || refusal.code().contains("ThroughputExceeded")) {
            return Outcome.Refused.of("THROTTLING", said, true);
        }
        if (refusal.status() >= 500) {
            return Outcome.Refused.of("ERROR_FROM_TARGET", said, true);
        }
        boolean gone = refusal.code().contains("NotFound")
                || refusal.code().contains("NonExistent")
                || refusal.code().contains("DoesNotExist");
        return Outcome.Refused.of(gone ? "NO_RESOURCE" : "INVALID_PARAMETER", said, false);
    }

    @Override
    public void close() {
        closed = true;
    }
}
