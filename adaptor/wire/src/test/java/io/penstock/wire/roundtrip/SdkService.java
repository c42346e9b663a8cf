package io.penstock.wire.roundtrip;

import io.penstock.wire.BodyStreamHandler.StreamedBody;
import io.penstock.wire.HttpRequest;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.WireFixture;
import io.penstock.wire.dispatch.RequestType;
import io.penstock.wire.model.OperationModel;
import io.penstock.wire.model.ServiceModel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/** One service of the SDK: its real client talking to a dispatcher whose handlers record what they get and answer what they are told. */
final class SdkService {

    static final byte[] PAYLOAD = {1, 2, 3, 0, -1};

    private final ServiceModel model;
    private final Class<?> clientType;
    private final LoopbackHttp http;
    private final Object client;
    private final Map<String, Method> methods = new HashMap<>();

    private @Nullable Object received;
    private @Nullable Object answer;

    SdkService(ServiceModel model) throws ReflectiveOperationException {
        this.model = model;
        this.clientType =
                Class.forName(model.packageName() + "." + model.identity().title() + "Client");
        ServiceDefinition definition = ServiceDefinition.of(model).withoutConstraintChecks();
        for (OperationModel operation : model.operations()) {
            definition = bind(definition, operation);
        }
        this.http = new LoopbackHttp(new WireFixture(definition));
        this.client = connect(http);
        for (Method method : clientType.getMethods()) {
            if (method.getParameterCount() > 0 && AwsRequest.class.isAssignableFrom(method.getParameterTypes()[0])) {
                boolean unary =
                        method.getParameterCount() == 1 && AwsResponse.class.isAssignableFrom(method.getReturnType());
                boolean streaming =
                        method.getParameterCount() == 2 && method.getParameterTypes()[1] == ResponseTransformer.class;
                if (unary || streaming) {
                    methods.put(method.getParameterTypes()[0].getName(), method);
                }
            }
        }
    }

    private ServiceDefinition bind(ServiceDefinition definition, OperationModel operation)
            throws ReflectiveOperationException {
        Class<? extends AwsRequest> type =
                Class.forName(operation.types().request()).asSubclass(AwsRequest.class);
        if (Set.of("GetMedia", "GetClip", "GetMediaForFragmentList").contains(operation.name())) {
            return definition.onBodyStream(
                    operation.name(),
                    type,
                    (_, request) -> new StreamedBody<>((AwsResponse) handle(request), out -> out.write(PAYLOAD)));
        }
        return definition.on(operation.name(), type, (_, request) -> (AwsResponse) handle(request));
    }

    private Object handle(AwsRequest request) {
        received = request;
        Object told = answer;
        if (told instanceof RuntimeException failure) {
            throw failure;
        }
        if (told == null) {
            throw new IllegalStateException("no answer given");
        }
        return told;
    }

    private Object connect(LoopbackHttp loop) throws ReflectiveOperationException {
        AwsClientBuilder<?, ?> builder =
                (AwsClientBuilder<?, ?>) clientType.getMethod("builder").invoke(null);
        ((AwsSyncClientBuilder<?, ?>) builder).httpClient(loop);
        builder.endpointOverride(URI.create("http://127.0.0.1:1"));
        builder.region(Region.US_EAST_1);
        builder.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")));
        builder.overrideConfiguration(ClientOverrideConfiguration.builder()
                .putAdvancedOption(SdkAdvancedClientOption.DISABLE_HOST_PREFIX_INJECTION, true)
                .retryStrategy(DefaultRetryStrategy.doNotRetry())
                .build());
        if (builder instanceof SqsClientBuilder sqs) {
            // Digests of bodies are the service's business, not the codec's.
            sqs.checksumValidationEnabled(false);
        }
        return ((software.amazon.awssdk.utils.builder.SdkBuilder<?, ?>) builder).build();
    }

    ServiceModel model() {
        return model;
    }

    /** The client's method of an operation; null for those that stream events, which synchronous clients do not have. */
    @Nullable
    Method method(OperationModel operation) {
        return methods.get(operation.types().request());
    }

    /** Of all methods of the client. */
    Set<String> requestTypes() {
        return methods.keySet();
    }

    SdkPojo newBuilder(String type) throws ReflectiveOperationException {
        return new RequestType(Class.forName(type)).newBuilder();
    }

    /** The last call as it went over the wire. */
    HttpRequest lastRequest() {
        return http.lastRequest();
    }

    /** What the handler of the last call received. */
    @Nullable
    Object received() {
        return received;
    }

    /** Sends a request through the real client to a handler that answers as told. */
    Object call(Method method, Object request, Object told) throws Throwable {
        received = null;
        answer = told;
        try {
            if (method.getParameterCount() == 2) {
                return method.invoke(client, request, ResponseTransformer.toBytes());
            }
            return method.invoke(client, request);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
