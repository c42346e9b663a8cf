package io.penstock.wire.inprocess;

import io.penstock.wire.model.ErrorModel;
import io.penstock.wire.model.Protocol;
import io.penstock.wire.model.ServiceModel;
import io.penstock.wire.protocol.WireError;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Makes the exceptions that the SDK would have made of an error response. Thread-safe. */
final class SdkExceptions {

    private final ServiceModel model;
    private final Map<String, MethodHandle> builders = new ConcurrentHashMap<>();

    SdkExceptions(ServiceModel model) {
        this.model = model;
    }

    /**
     * The exception of an error.
     *
     * @param thrown what the handler threw; a modelled exception keeps its members
     */
    AwsServiceException of(WireError error, RuntimeException thrown, String requestId) {
        AwsServiceException.Builder builder =
                thrown instanceof AwsServiceException modelled ? modelled.toBuilder() : newBuilder(error);
        int status = error.fault().status();
        AwsErrorDetails details = AwsErrorDetails.builder()
                .errorCode(code(error))
                .errorMessage(error.message())
                .serviceName(model.identity().title())
                .sdkHttpResponse(SdkHttpResponse.builder()
                        .statusCode(status)
                        .putHeader("x-amzn-RequestId", requestId)
                        .build())
                .build();
        builder.message(error.message());
        builder.awsErrorDetails(details);
        builder.requestId(requestId);
        builder.statusCode(status);
        builder.numAttempts(1);
        return builder.build();
    }

    /** Clients of services that came from the query protocol see its codes. */
    private String code(WireError error) {
        boolean query =
                model.rules().queryCompatible() || model.speech().protocols().equals(Set.of(Protocol.QUERY));
        return query ? error.fault().queryCode() : error.fault().shape();
    }

    private AwsServiceException.Builder newBuilder(WireError error) {
        String base = model.packageName() + ".model." + model.identity().title() + "Exception";
        String type = error.model()
                .map(ErrorModel::exception)
                .filter(name -> !name.isEmpty())
                .orElse(base);
        try {
            return (AwsServiceException.Builder)
                    (Object) builders.computeIfAbsent(type, this::builderOf).invokeExact();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("builder() declares no exception", e);
        }
    }

    private MethodHandle builderOf(String type) {
        try {
            ClassLoader loader = AwsServiceException.class.getClassLoader();
            Class<?> exception = Class.forName(type, true, loader);
            Class<?> builder = Class.forName(type + "$Builder", true, loader);
            return MethodHandles.publicLookup()
                    .findStatic(exception, "builder", MethodType.methodType(builder))
                    .asType(MethodType.methodType(Object.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the SDK has no exception " + type, e);
        }
    }
}
