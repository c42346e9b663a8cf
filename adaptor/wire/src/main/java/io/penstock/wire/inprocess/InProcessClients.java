package io.penstock.wire.inprocess;

import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.WireSettings;
import io.penstock.wire.dispatch.ServedService;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.awscore.AwsClient;

/**
 * Makes clients that call the served operations directly. Thread-safe.
 *
 * <p>Everything the interface builds on its operations works: consumer-builder overloads and paginators. What streams bodies or events does
 * not, and says so by {@link UnsupportedOperationException}, as the SDK's interfaces do by themselves. Calls are made as an unsigned caller.
 */
public final class InProcessClients {

    private final Map<String, ServedService> services = new HashMap<>();
    private final WireSettings settings;

    public InProcessClients(Collection<ServiceDefinition> services, WireSettings settings) {
        for (ServiceDefinition definition : services) {
            ServedService served = new ServedService(definition, settings.limits());
            String stem = served.model().packageName() + "."
                    + served.model().identity().title();
            this.services.put(stem + "Client", served);
            this.services.put(stem + "AsyncClient", served);
        }
        this.settings = settings;
    }

    /**
     * A client of a served service, for example {@code client(SqsClient.class, "http://localhost:4566")}. Operations of an asynchronous
     * interface run on a virtual thread each. Closing the client releases nothing.
     *
     * @param type the SDK's client interface
     * @param baseUrl the endpoint that responses such as queue URLs are to name
     * @throws IllegalArgumentException when no served service has such a client
     */
    public <C extends AwsClient> C client(Class<C> type, String baseUrl) {
        ServedService service = services.get(type.getName());
        if (service == null) {
            throw new IllegalArgumentException("no served service has a client " + type.getName());
        }
        InProcessCalls calls = new InProcessCalls(service, settings, baseUrl);
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, new ClientProxy(type, service.model(), calls)));
    }
}
