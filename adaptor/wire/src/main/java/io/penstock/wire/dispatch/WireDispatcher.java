package io.penstock.wire.dispatch;

import io.penstock.kernel.name.Uuids;
import io.penstock.wire.BodyStreamHandler.StreamedBody;
import io.penstock.wire.CallContext;
import io.penstock.wire.CallObserver.Call;
import io.penstock.wire.CallObserver.Outcome;
import io.penstock.wire.CallObserver.Target;
import io.penstock.wire.Caller;
import io.penstock.wire.Cancellation;
import io.penstock.wire.Credential;
import io.penstock.wire.Endpoint;
import io.penstock.wire.EventStreamHandler.EventStream;
import io.penstock.wire.Headers;
import io.penstock.wire.HttpRequest;
import io.penstock.wire.HttpResponse;
import io.penstock.wire.HttpResponse.BodyWriter;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.ServiceDefinition.Binding;
import io.penstock.wire.ServiceDefinition.Events;
import io.penstock.wire.ServiceDefinition.Payload;
import io.penstock.wire.ServiceDefinition.Unary;
import io.penstock.wire.WireSettings;
import io.penstock.wire.codec.QueryParameters;
import io.penstock.wire.dispatch.Router.Question;
import io.penstock.wire.dispatch.Router.Route;
import io.penstock.wire.model.OperationModel;
import io.penstock.wire.model.Protocol;
import io.penstock.wire.model.ServiceModel;
import io.penstock.wire.protocol.Inbound;
import io.penstock.wire.protocol.ProtocolCodec;
import io.penstock.wire.protocol.WireError;
import io.penstock.wire.shape.Shape;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkPojo;

/** Serves AWS requests, whatever their protocol. Thread-safe; a call runs on the caller's thread and may block it. */
public final class WireDispatcher {

    private final ServedService unknown;
    private final Router router;
    private final WireSettings settings;
    private final HttpDates dates;

    public WireDispatcher(Collection<ServiceDefinition> services, WireSettings settings) {
        this.settings = settings;
        this.dates = new HttpDates(settings.clock());
        this.unknown = new ServedService(ServiceDefinition.of(ServiceModel.unknown()), settings.limits());
        this.router = new Router(services.stream()
                .map(definition -> new ServedService(definition, settings.limits()))
                .toList());
    }

    /** What is known so far about a request under way; an error is answered with as much of it as there is. */
    private static final class Progress {
        private final String requestId;
        private final Protocol protocol;
        private ServedService service;
        private String operation = "unknown";
        private @Nullable WireError error;
        private @Nullable RuntimeException defect;

        private Progress(String requestId, Protocol protocol, ServedService service) {
            this.requestId = requestId;
            this.protocol = protocol;
            this.service = service;
        }

        private ProtocolCodec codec() {
            return service.codec(protocol);
        }

        private WireError fail(RuntimeException thrown) {
            WireError translated = service.faults().translate(thrown);
            error = translated;
            defect = FaultTranslator.isDefect(thrown) ? thrown : null;
            return translated;
        }
    }

    /**
     * Serves one request. Never throws for what a caller sends: malformed, unknown and refused requests get AWS's error response.
     *
     * @param cancellation fired by the edge when the client is gone
     * @throws InterruptedException when the thread is interrupted because the server stops
     */
    public HttpResponse dispatch(HttpRequest request, Cancellation cancellation) throws InterruptedException {
        long started = System.nanoTime();
        Progress progress = new Progress(Uuids.random(settings.random()), Sniffer.protocol(request), unknown);
        HttpResponse response;
        try {
            response = serve(request, progress, cancellation);
        } catch (RuntimeException e) {
            response = progress.codec().error(progress.fail(e), progress.requestId);
        } catch (StackOverflowError e) {
            // Of this request alone: the stack is whole again here, and the caller's protocol still holds.
            RuntimeException defect = new IllegalStateException("a request went too deep", e);
            response = progress.codec().error(progress.fail(defect), progress.requestId);
        }
        return observed(dated(response), progress, started);
    }

    /** Reports the call: at once, or at the end of a body that is yet to be written and may still fail. */
    private HttpResponse observed(HttpResponse response, Progress progress, long started) {
        long nanos = System.nanoTime() - started;
        return switch (response.body()) {
            case HttpResponse.Bytes _ -> {
                observe(progress, response.status(), nanos);
                yield response;
            }
            case HttpResponse.Stream stream -> {
                BodyWriter reporting = out -> {
                    try {
                        stream.writer().writeTo(out);
                    } finally {
                        observe(progress, response.status(), nanos);
                    }
                };
                yield new HttpResponse(response.status(), response.headers(), new HttpResponse.Stream(reporting));
            }
        };
    }

    private HttpResponse serve(HttpRequest request, Progress progress, Cancellation cancellation)
            throws InterruptedException {
        byte[] body = Bodies.of(request, settings.limits());
        QueryParameters parameters =
                new QueryParameters(settings.limits()).addQuery(request.target().rawQuery());
        if (progress.protocol == Protocol.QUERY) {
            parameters.addForm(body);
        }
        Optional<Credential> credential = Credentials.of(request.headers(), parameters);
        Question question = new Question(
                progress.protocol,
                request.method(),
                request.target(),
                request.headers().first("X-Amz-Target").orElse(""),
                parameters);
        Route route = router.route(question, credential);
        progress.service = route.service();
        OperationModel operation =
                route.operation().orElseThrow(() -> route.refusal().with(route.asked()));
        progress.operation = operation.name();
        Binding binding = route.service().binding(operation);
        Caller caller = settings.callers().resolve(credential);
        Endpoint endpoint = Endpoints.of(request.target(), request.headers());
        CallContext context = new CallContext(
                caller,
                progress.requestId,
                endpoint,
                cancellation,
                request.headers().first(CallContext.TRACE_HEADER),
                credential.isPresent());
        SdkPojo builder = route.service().newRequest(operation, binding);
        progress.codec().decode(new Inbound(request.headers(), endpoint, parameters, route.labels(), body), builder);
        return answer(progress, operation, binding, context, Shape.build(builder));
    }

    private static HttpResponse answer(
            Progress progress, OperationModel operation, Binding binding, CallContext context, SdkPojo request)
            throws InterruptedException {
        ServedService service = progress.service;
        return switch (binding) {
            case Unary<?, ?> unary ->
                progress.codec()
                        .encode(operation, service.call(operation, unary, context, request), context.requestId());
            case Events<?, ?> events -> {
                service.check(operation, request);
                yield progress.codec().events(open(events, context, request), context.requestId(), progress::fail);
            }
            case Payload<?, ?> payload -> {
                service.check(operation, request);
                yield progress.codec().payload(operation, open(payload, context, request), context.requestId());
            }
        };
    }

    private static <I extends AwsRequest> EventStream<?> open(Events<I, ?> events, CallContext context, SdkPojo request)
            throws InterruptedException {
        return events.handler().open(context, events.requestType().cast(request));
    }

    private static <I extends AwsRequest> StreamedBody<?> open(
            Payload<I, ?> payload, CallContext context, SdkPojo request) throws InterruptedException {
        return payload.handler().open(context, payload.requestType().cast(request));
    }

    private HttpResponse dated(HttpResponse response) {
        Headers.Builder headers = new Headers.Builder();
        response.headers().fields().forEach(field -> headers.add(field.name(), field.value()));
        headers.add("Date", dates.now());
        return new HttpResponse(response.status(), headers.build(), response.body());
    }

    private void observe(Progress progress, int status, long nanos) {
        Target target = new Target(progress.service.model().id(), progress.operation, progress.protocol.label());
        Outcome outcome = new Outcome(
                status,
                Optional.ofNullable(progress.error).map(error -> error.fault().shape()),
                Optional.ofNullable(progress.defect));
        settings.observer().called(new Call(target, outcome, progress.requestId, nanos));
    }
}
