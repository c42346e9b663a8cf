package io.penstock.wire.inprocess;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.name.Uuids;
import io.penstock.wire.CallContext;
import io.penstock.wire.CallObserver.Call;
import io.penstock.wire.CallObserver.Outcome;
import io.penstock.wire.CallObserver.Target;
import io.penstock.wire.Caller;
import io.penstock.wire.Cancellation;
import io.penstock.wire.Endpoint;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.ServiceDefinition.Binding;
import io.penstock.wire.ServiceDefinition.Unary;
import io.penstock.wire.WireSettings;
import io.penstock.wire.codec.DocumentDecoder;
import io.penstock.wire.codec.DocumentFormat;
import io.penstock.wire.dispatch.FaultTranslator;
import io.penstock.wire.dispatch.RequestType;
import io.penstock.wire.dispatch.ServedService;
import io.penstock.wire.model.OperationModel;
import io.penstock.wire.protocol.WireError;
import io.penstock.wire.shape.Shape;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Calls operations that are known by their names only, with a request in JSON, as one service does on behalf of a caller of its own. Same checks and same handlers
 * as for requests from outside. Thread-safe.
 */
public final class JsonCalls {

    private static final Endpoint ENDPOINT = new Endpoint("http://localhost", "/");

    private final Map<String, ServedService> services = new ConcurrentHashMap<>();
    private final Map<String, ServiceDefinition> definitions = new ConcurrentHashMap<>();
    private final DocumentDecoder decoder;
    private final WireSettings settings;

    public JsonCalls(Collection<ServiceDefinition> services, WireSettings settings) {
        this.decoder = new DocumentDecoder(DocumentFormat.JSON, settings.limits());
        this.settings = settings;
        services.forEach(this::add);
    }

    /** Adds a service; for those that themselves work with what makes calls. */
    public void add(ServiceDefinition definition) {
        definitions.put(definition.model().id(), definition);
        services.put(definition.model().id(), new ServedService(definition, settings.limits()));
    }

    /**
     * An operation.
     *
     * @param service the SDK's module, for example {@code sqs}
     * @param name for example {@code SendMessage}
     */
    public record Operation(String service, String name) {}

    /**
     * The error that a call was answered with.
     *
     * @param code as clients of the service see it
     */
    public record Refusal(String code, String message, int status) {}

    /** The services that can be called. */
    public Set<String> services() {
        return Set.copyOf(services.keySet());
    }

    /** Whether an operation can be called: it is served, and answers with one response. */
    public boolean serves(Operation operation) {
        ServiceDefinition definition = definitions.get(operation.service());
        return definition != null && definition.binding(operation.name()).orElse(null) instanceof Unary<?, ?>;
    }

    /**
     * Reads a request as a call would.
     *
     * @throws FaultException when the JSON is no request of the operation
     */
    public void check(Operation operation, byte[] json) {
        request(operation, json);
    }

    /** How a call was answered. */
    public sealed interface Answer {}

    /** It succeeded. */
    public record Succeeded(AwsResponse response) implements Answer {}

    /** It did not. */
    public record Failed(Refusal refusal) implements Answer {}

    /**
     * Calls an operation and waits; empty when it succeeded.
     *
     * @throws InterruptedException when the server stops
     */
    public Optional<Refusal> call(Caller caller, Operation operation, byte[] json) throws InterruptedException {
        return ask(caller, operation, json) instanceof Failed(Refusal refusal)
                ? Optional.of(refusal)
                : Optional.empty();
    }

    /**
     * Calls an operation and waits for its answer.
     *
     * @throws InterruptedException when the server stops
     */
    public Answer ask(Caller caller, Operation operation, byte[] json) throws InterruptedException {
        long started = System.nanoTime();
        ServedService service = service(operation);
        String requestId = Uuids.random(settings.random());
        WireError error = null;
        RuntimeException defect = null;
        AwsResponse response = null;
        try {
            CallContext context = new CallContext(caller, requestId, ENDPOINT, new Cancellation());
            response = service.call(model(operation), unary(operation), context, request(operation, json));
        } catch (RuntimeException e) {
            error = service.faults().translate(e);
            defect = FaultTranslator.isDefect(e) ? e : null;
        } finally {
            observe(operation, requestId, error, defect, System.nanoTime() - started);
        }
        if (response != null) {
            return new Succeeded(response);
        }
        WireError found = Objects.requireNonNull(error);
        return new Failed(new Refusal(
                service.model().rules().queryCompatible()
                        ? found.fault().queryCode()
                        : found.fault().shape(),
                found.message(),
                found.fault().status()));
    }

    private SdkPojo request(Operation operation, byte[] json) {
        SdkPojo builder = new RequestType(unary(operation).requestType()).newBuilder();
        decoder.decode(json, builder);
        return Shape.build(builder);
    }

    private ServedService service(Operation operation) {
        ServedService service = services.get(operation.service());
        if (service == null) {
            throw new IllegalArgumentException("not a service here: " + operation);
        }
        return service;
    }

    private OperationModel model(Operation operation) {
        return service(operation)
                .model()
                .operation(operation.name())
                .orElseThrow(() -> new IllegalArgumentException("no such operation: " + operation));
    }

    private Unary<?, ?> unary(Operation operation) {
        Binding binding = service(operation).binding(model(operation));
        if (binding instanceof Unary<?, ?> unary) {
            return unary;
        }
        throw new IllegalArgumentException("answers with a stream: " + operation);
    }

    private void observe(
            Operation operation,
            String requestId,
            @Nullable WireError error,
            @Nullable RuntimeException defect,
            long nanos) {
        Outcome outcome = error == null
                ? new Outcome(200, Optional.empty(), Optional.empty())
                : new Outcome(
                        error.fault().status(),
                        Optional.of(error.fault().shape()),
                        Optional.<Throwable>ofNullable(defect));
        settings.observer()
                .called(new Call(
                        new Target(operation.service(), operation.name(), "in-process"), outcome, requestId, nanos));
    }
}
