package io.penstock.services.events.connection;

import io.penstock.kernel.delivery.Destinations;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Machines;
import io.penstock.services.events.resource.Resources;
import io.penstock.services.events.resource.Resources.Settling;
import java.time.InstantSource;

/** API destinations and connections of a node. To be made before the host of the machines starts, and to be closed. */
public final class Outside implements AutoCloseable {

    private final Secrets secrets;
    private final Tokens tokens;
    private final Resources<ConnectionDefinition> connections;
    private final Resources<DestinationDefinition> destinations;

    private Outside(Secrets secrets, Tokens tokens, Catalog catalog, Machines machines, InstantSource clock) {
        this.secrets = secrets;
        this.tokens = tokens;
        this.connections = Resources.register(
                ConnectionDefinition.KIND,
                ConnectionDefinition.class,
                catalog,
                machines,
                new Authorizing(secrets, tokens, clock));
        this.destinations = Resources.register(
                DestinationDefinition.KIND, DestinationDefinition.class, catalog, machines, Settling.NONE);
    }

    /** Registers both kinds. */
    public static Outside create(Catalog catalog, Machines machines, Secrets secrets, InstantSource clock) {
        return new Outside(secrets, new Tokens(clock), catalog, machines, clock);
    }

    /** How calls are made. */
    public Destinations calls() {
        return new ApiCalls(destinations, connections, secrets, tokens);
    }

    public Secrets secrets() {
        return secrets;
    }

    public Resources<ConnectionDefinition> connections() {
        return connections;
    }

    public Resources<DestinationDefinition> destinations() {
        return destinations;
    }

    @Override
    public void close() {
        tokens.close();
    }
}
