package io.penstock.services.events.op;

import io.penstock.wire.ServiceDefinition;
import software.amazon.awssdk.services.eventbridge.model.CreateApiDestinationRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.DeauthorizeConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteApiDestinationRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeApiDestinationRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.ListApiDestinationsRequest;
import software.amazon.awssdk.services.eventbridge.model.ListConnectionsRequest;
import software.amazon.awssdk.services.eventbridge.model.UpdateApiDestinationRequest;
import software.amazon.awssdk.services.eventbridge.model.UpdateConnectionRequest;

/** The operations on connections and API destinations. */
final class OutsideOperations {

    private OutsideOperations() {}

    static ServiceDefinition on(ServiceDefinition service, Environment environment) {
        Connections connections = new Connections(environment);
        ApiDestinations destinations = new ApiDestinations(environment);
        return service.on("CreateConnection", CreateConnectionRequest.class, connections::create)
                .on("UpdateConnection", UpdateConnectionRequest.class, connections::update)
                .on("DescribeConnection", DescribeConnectionRequest.class, connections::describe)
                .on("ListConnections", ListConnectionsRequest.class, connections::list)
                .on("DeauthorizeConnection", DeauthorizeConnectionRequest.class, connections::deauthorize)
                .on("DeleteConnection", DeleteConnectionRequest.class, connections::delete)
                .on("CreateApiDestination", CreateApiDestinationRequest.class, destinations::create)
                .on("UpdateApiDestination", UpdateApiDestinationRequest.class, destinations::update)
                .on("DescribeApiDestination", DescribeApiDestinationRequest.class, destinations::describe)
                .on("ListApiDestinations", ListApiDestinationsRequest.class, destinations::list)
                .on("DeleteApiDestination", DeleteApiDestinationRequest.class, destinations::delete);
    }
}
