package io.penstock.services.common;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.kernel.fault.FaultException;
import io.penstock.wire.CallContext;
import io.penstock.wire.Caller;
import io.penstock.wire.Cancellation;
import io.penstock.wire.Endpoint;
import io.penstock.wire.ServiceDefinition;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.awscore.AwsRequest;

/** The SDK's clients, straight over the handlers of a service: faults come as they are thrown. */
public final class DirectClients {

    private DirectClients() {}

    /** A client whose calls are all of one context. */
    public static <C> C of(Class<C> client, ServiceDefinition definition, CallContext context) {
        return of(client, definition, () -> context);
    }

    /** A client that makes a context for each call. */
    public static <C> C of(Class<C> client, ServiceDefinition definition, Supplier<CallContext> context) {
        InvocationHandler handler = (proxy, method, arguments) -> invoke(definition, context, proxy, method, arguments);
        return client.cast(Proxy.newProxyInstance(client.getClassLoader(), new Class<?>[] {client}, handler));
    }

    /** A call of that caller to the usual endpoint. */
    public static CallContext call(Caller caller) {
        return new CallContext(caller, "request", new Endpoint("http://localhost:4566", "/"), new Cancellation());
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the binding and the request are of the same operation
    private static Object invoke(
            ServiceDefinition definition,
            Supplier<CallContext> context,
            Object proxy,
            Method method,
            Object[] arguments)
            throws Throwable {
        if (arguments == null || !(arguments[0] instanceof AwsRequest request)) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        String name = method.getName();
        String operation = Character.toUpperCase(name.charAt(0)) + name.substring(1);
        ServiceDefinition.Unary unary =
                (ServiceDefinition.Unary) definition.binding(operation).orElseThrow();
        return unary.handler().handle(context.get(), request);
    }

    /** The fault of a call. */
    public static FaultException fault(ThrowingCallable call) {
        FaultException fault = catchThrowableOfType(FaultException.class, call);
        if (fault == null) {
            throw new AssertionError("the call was not refused");
        }
        return fault;
    }
}
