package io.penstock.wire.dispatch;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import software.amazon.awssdk.core.SdkPojo;

/** Makes builders of an SDK type without listing the type's methods, which costs milliseconds a class. */
public final class RequestType {

    private final MethodHandle builder;

    /** Finds the static {@code builder()} of an SDK type. */
    public RequestType(Class<?> type) {
        try {
            Class<?> builderType = Class.forName(type.getName() + "$Builder", true, type.getClassLoader());
            builder = MethodHandles.publicLookup()
                    .findStatic(type, "builder", MethodType.methodType(builderType))
                    .asType(MethodType.methodType(Object.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no builder of " + type.getName(), e);
        }
    }

    /** A new, empty builder. */
    public SdkPojo newBuilder() {
        try {
            return (SdkPojo) (Object) builder.invokeExact();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("builder() declares no exception", e);
        }
    }
}
