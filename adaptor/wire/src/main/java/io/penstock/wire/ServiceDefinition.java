package io.penstock.wire;

import io.penstock.wire.model.OperationModel;
import io.penstock.wire.model.ServiceModel;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/**
 * A service as it is served: its model and a handler for each operation. Immutable; {@code on} returns a definition with one handler more.
 *
 * <p>Operations of the model without a handler are refused by name, never answered.
 */
public final class ServiceDefinition {

    /** How an operation is served. */
    public sealed interface Binding {
        Class<? extends AwsRequest> requestType();
    }

    /** A request and a response. */
    public record Unary<I extends AwsRequest, O extends AwsResponse>(
            Class<I> requestType, OperationHandler<I, O> handler) implements Binding {}

    /** A request and a stream of events. */
    public record Events<I extends AwsRequest, O extends AwsResponse>(
            Class<I> requestType, EventStreamHandler<I, O> handler) implements Binding {}

    /** A request and a payload of unknown length. */
    public record Payload<I extends AwsRequest, O extends AwsResponse>(
            Class<I> requestType, BodyStreamHandler<I, O> handler) implements Binding {}

    private final ServiceModel model;
    private final boolean constraintsChecked;
    private final Map<String, Binding> bindings;

    private ServiceDefinition(ServiceModel model, boolean constraintsChecked, Map<String, Binding> bindings) {
        this.model = model;
        this.constraintsChecked = constraintsChecked;
        this.bindings = bindings;
    }

    /** A service without handlers yet, whose modelled constraints are checked before a handler sees a request. */
    public static ServiceDefinition of(ServiceModel model) {
        return new ServiceDefinition(model, true, Map.of());
    }

    /**
     * Leaves required members, lengths, ranges, patterns and enumerations to the handlers. For services such as SQS that word these failures
     * in their own way.
     */
    public ServiceDefinition withoutConstraintChecks() {
        return new ServiceDefinition(model, false, bindings);
    }

    /**
     * Serves an operation.
     *
     * @throws IllegalArgumentException when the service has no such operation, or its request is of another type
     */
    public <I extends AwsRequest, O extends AwsResponse> ServiceDefinition on(
            String operation, Class<I> requestType, OperationHandler<I, O> handler) {
        return with(operation, new Unary<>(requestType, handler));
    }

    /** Serves an operation that answers with events. */
    public <I extends AwsRequest, O extends AwsResponse> ServiceDefinition onEventStream(
            String operation, Class<I> requestType, EventStreamHandler<I, O> handler) {
        return with(operation, new Events<>(requestType, handler));
    }

    /** Serves an operation whose payload is a stream of bytes. */
    public <I extends AwsRequest, O extends AwsResponse> ServiceDefinition onBodyStream(
            String operation, Class<I> requestType, BodyStreamHandler<I, O> handler) {
        return with(operation, new Payload<>(requestType, handler));
    }

    private ServiceDefinition with(String operation, Binding binding) {
        OperationModel modelled = model.operation(operation)
                .orElseThrow(() -> new IllegalArgumentException(model.id() + " has no operation " + operation));
        if (!modelled.types().request().equals(binding.requestType().getName())) {
            throw new IllegalArgumentException(
                    operation + " takes " + modelled.types().request() + ", not "
                            + binding.requestType().getName());
        }
        Map<String, Binding> more = new HashMap<>(bindings);
        more.put(operation, binding);
        return new ServiceDefinition(model, constraintsChecked, Map.copyOf(more));
    }

    public ServiceModel model() {
        return model;
    }

    public boolean constraintsChecked() {
        return constraintsChecked;
    }

    /** How an operation is served; empty when it is not. */
    public Optional<Binding> binding(String operation) {
        return Optional.ofNullable(bindings.get(operation));
    }

    /** The operations served, by name. */
    public Map<String, Binding> bindings() {
        return bindings;
    }
}
