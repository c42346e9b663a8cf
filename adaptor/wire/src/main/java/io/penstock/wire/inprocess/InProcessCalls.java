package io.penstock.wire.inprocess;

import io.penstock.kernel.name.Uuids;
import io.penstock.wire.CallContext;
import io.penstock.wire.CallObserver.Call;
import io.penstock.wire.CallObserver.Outcome;
import io.penstock.wire.CallObserver.Target;
import io.penstock.wire.Cancellation;
import io.penstock.wire.Endpoint;
import io.penstock.wire.ServiceDefinition.Binding;
import io.penstock.wire.ServiceDefinition.Events;
import io.penstock.wire.ServiceDefinition.Payload;
import io.penstock.wire.ServiceDefinition.Unary;
import io.penstock.wire.WireSettings;
import io.penstock.wire.codec.WireFaults;
import io.penstock.wire.dispatch.FaultTranslator;
import io.penstock.wire.dispatch.ServedService;
import io.penstock.wire.model.OperationModel;
import io.penstock.wire.protocol.WireError;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.DefaultAwsResponseMetadata;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.util.AwsHeader;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Calls the operations of one service the way the dispatcher does, with the SDK's types at both ends. */
final class InProcessCalls {

    private final ServedService service;
    private final WireSettings settings;
    private final String baseUrl;
    private final SdkExceptions exceptions;

    InProcessCalls(ServedService service, WireSettings settings, String baseUrl) {
        this.service = service;
        this.settings = settings;
        this.baseUrl = baseUrl;
        this.exceptions = new SdkExceptions(service.model());
    }

    /** Calls an operation and waits. */
    AwsResponse call(OperationModel operation, AwsRequest request) {
        return call(operation, request, new Cancellation());
    }

    /** Calls an operation on a virtual thread of its own; cancelling the future is the client leaving. */
    CompletableFuture<AwsResponse> start(OperationModel operation, AwsRequest request) {
        CompletableFuture<AwsResponse> future = new CompletableFuture<>();
        Cancellation cancellation = new Cancellation();
        future.whenComplete((_, _) -> {
            if (future.isCancelled()) {
                cancellation.cancel();
            }
        });
        Thread.ofVirtual().name("in-process-" + operation.name()).start(() -> {
            try {
                future.complete(call(operation, request, cancellation));
            } catch (RuntimeException e) {
                future.completeExceptionally(e);
            }
        });
        return future;
    }

    private AwsResponse call(OperationModel operation, AwsRequest request, Cancellation cancellation) {
        long started = System.nanoTime();
        String requestId = Uuids.random(settings.random());
        AwsServiceException thrown = null;
        RuntimeException cause = null;
        try {
            CallContext context = new CallContext(
                    settings.callers().resolve(Optional.empty()),
                    requestId,
                    new Endpoint(baseUrl, "/"),
                    cancellation,
                    traceHeader(request));
            return answered(invoke(operation, request, context), requestId);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted while " + operation.name() + " was under way");
        } catch (RuntimeException e) {
            WireError error = service.faults().translate(e);
            cause = e;
            thrown = exceptions.of(error, e, requestId);
            throw thrown;
        } finally {
            observe(operation, requestId, System.nanoTime() - started, thrown, cause);
        }
    }

    /** The one header that a handler reads, if the caller would have sent it. */
    private static Optional<String> traceHeader(AwsRequest request) {
        return request.overrideConfiguration()
                .map(configuration -> configuration.headers().get(CallContext.TRACE_HEADER))
                .flatMap(values -> values.stream().findFirst());
    }

    private AwsResponse invoke(OperationModel operation, AwsRequest request, CallContext context)
            throws InterruptedException {
        Binding binding = service.binding(operation);
        return switch (binding) {
            case Unary<?, ?> unary -> service.call(operation, unary, context, request);
            case Events<?, ?> _ -> throw WireFaults.UNKNOWN_OPERATION.with(operation.name());
            case Payload<?, ?> _ -> throw WireFaults.UNKNOWN_OPERATION.with(operation.name());
        };
    }

    /** The response with what a client of the wire finds on it besides its members. */
    private static AwsResponse answered(AwsResponse response, String requestId) {
        AwsResponse.Builder builder = response.toBuilder();
        builder.sdkHttpResponse(SdkHttpResponse.builder()
                .statusCode(200)
                .putHeader("x-amzn-RequestId", requestId)
                .build());
        return builder.responseMetadata(DefaultAwsResponseMetadata.create(Map.of(AwsHeader.AWS_REQUEST_ID, requestId)))
                .build();
    }

    private void observe(
            OperationModel operation,
            String requestId,
            long nanos,
            @Nullable AwsServiceException thrown,
            @Nullable RuntimeException cause) {
        Target target = new Target(service.model().id(), operation.name(), "in-process");
        Outcome outcome = thrown == null
                ? new Outcome(200, Optional.empty(), Optional.empty())
                : new Outcome(
                        thrown.statusCode(),
                        Optional.ofNullable(thrown.awsErrorDetails().errorCode()),
                        Optional.<Throwable>ofNullable(
                                cause != null && FaultTranslator.isDefect(cause) ? cause : null));
        settings.observer().called(new Call(target, outcome, requestId, nanos));
    }
}
