package io.penstock.wire.inprocess;

import io.penstock.wire.model.OperationModel;
import io.penstock.wire.model.ServiceModel;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/** Answers the methods of an SDK client interface: operations by calling them, everything else by the interface's own defaults. */
final class ClientProxy implements InvocationHandler {

    private final Class<?> type;
    private final ServiceModel model;
    private final InProcessCalls calls;
    private final Map<String, OperationModel> byRequestType = new HashMap<>();

    ClientProxy(Class<?> type, ServiceModel model, InProcessCalls calls) {
        this.type = type;
        this.model = model;
        this.calls = calls;
        for (OperationModel operation : model.operations()) {
            byRequestType.put(operation.types().request(), operation);
        }
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (arguments != null && arguments.length == 1 && arguments[0] instanceof AwsRequest request) {
            OperationModel operation = byRequestType.get(request.getClass().getName());
            if (operation != null && AwsResponse.class.isAssignableFrom(method.getReturnType())) {
                return calls.call(operation, request);
            }
            if (operation != null && method.getReturnType() == CompletableFuture.class) {
                return calls.start(operation, request);
            }
        }
        return switch (method.getName()) {
            case "serviceName" -> model.identity().signingName();
            case "close" -> null;
            case "toString" -> "in-process " + type.getSimpleName();
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> arguments != null && isSame(proxy, arguments[0]);
            default -> InvocationHandler.invokeDefault(proxy, method, arguments);
        };
    }

    @SuppressWarnings("ReferenceEquality") // a client is equal to itself only, as the SDK's are
    private static boolean isSame(Object one, @Nullable Object other) {
        return one == other;
    }
}
