package io.penstock.wire.dispatch;

import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.fault.FaultException;
import io.penstock.wire.CallContext;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.ServiceDefinition.Binding;
import io.penstock.wire.WireLimits;
import io.penstock.wire.codec.WireFaults;
import io.penstock.wire.constraint.Constraints;
import io.penstock.wire.model.OperationModel;
import io.penstock.wire.model.Protocol;
import io.penstock.wire.model.ServiceModel;
import io.penstock.wire.protocol.ProtocolCodec;
import io.penstock.wire.protocol.ProtocolCodecs;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkPojo;

/** A service with everything that serving it needs, each made when first needed. Thread-safe. */
public final class ServedService {

    private final ServiceDefinition definition;
    private final ProtocolCodecs codecs;
    private final FaultTranslator faults;
    private final Map<String, RequestType> requestTypes = new ConcurrentHashMap<>();
    private volatile @Nullable Constraints constraints;
    private volatile @Nullable RestRoutes routes;

    public ServedService(ServiceDefinition definition, WireLimits limits) {
        this.definition = definition;
        this.codecs = new ProtocolCodecs(definition.model(), limits);
        this.faults = new FaultTranslator(definition.model());
    }

    public ServiceModel model() {
        return definition.model();
    }

    /** Turns what a handler throws into an error of this service. */
    public FaultTranslator faults() {
        return faults;
    }

    ProtocolCodec codec(Protocol protocol) {
        return codecs.of(protocol);
    }

    RestRoutes routes() {
        RestRoutes known = routes;
        if (known == null) {
            known = new RestRoutes(model());
            routes = known;
        }
        return known;
    }

    /**
     * How an operation is served.
     *
     * @throws FaultException when it is not
     */
    public Binding binding(OperationModel operation) {
        return definition
                .binding(operation.name())
                .orElseThrow(() -> WireFaults.UNKNOWN_OPERATION.with(operation.name()));
    }

    /** A new builder of an operation's request. */
    SdkPojo newRequest(OperationModel operation, Binding binding) {
        RequestType known = requestTypes.get(operation.name());
        if (known == null) {
            known = requestTypes.computeIfAbsent(operation.name(), _ -> new RequestType(binding.requestType()));
        }
        return known.newBuilder();
    }

    /**
     * Checks a request and has it handled.
     *
     * @throws RuntimeException what the handler throws; see {@link #faults()}
     * @throws InterruptedException when the server stops
     */
    public <I extends AwsRequest, O extends AwsResponse> O call(
            OperationModel operation, ServiceDefinition.Unary<I, O> binding, CallContext context, SdkPojo request)
            throws InterruptedException {
        check(operation, request);
        return binding.handler().handle(context, binding.requestType().cast(request));
    }

    /**
     * Checks a request against the modelled constraints, where the service wants that.
     *
     * @throws FaultException in AWS's words when it breaks any
     */
    void check(OperationModel operation, SdkPojo request) {
        if (!definition.constraintsChecked() || operation.types().inputShape().isEmpty()) {
            return;
        }
        Constraints known = constraints;
        if (known == null) {
            known = Constraints.load(model());
            constraints = known;
        }
        known.check(operation.types().inputShape(), request).ifPresent(failure -> {
            throw new FaultException(Fault.sender(model().rules().validationCode(), "validation failed"), failure);
        });
    }
}
