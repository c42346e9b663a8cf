package io.penstock.clients;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SqsRequest;

/** Lets one suite run over both interfaces of the SDK: the synchronous one here calls the asynchronous one and waits. */
final class Joined implements InvocationHandler {

    private final SqsAsyncClient async;

    private Joined(SqsAsyncClient async) {
        this.async = async;
    }

    static SqsClient of(SqsAsyncClient async) {
        return (SqsClient) Proxy.newProxyInstance(
                SqsClient.class.getClassLoader(), new Class<?>[] {SqsClient.class}, new Joined(async));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (arguments == null || arguments.length != 1 || !(arguments[0] instanceof SqsRequest request)) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        try {
            Method counterpart = SqsAsyncClient.class.getMethod(method.getName(), request.getClass());
            return ((CompletableFuture<?>) counterpart.invoke(async, request)).join();
        } catch (InvocationTargetException | CompletionException e) {
            throw e.getCause();
        }
    }
}
