package io.penstock.services.events.rules;

import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.fault.FaultException;

/**
 * Errors about connections and API destinations.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateConnection.html#API_CreateConnection_Errors">CreateConnection, errors</a>
 */
public final class ConnectionFaults {

    private static final Fault NOT_FOUND = Fault.sender("ResourceNotFoundException", "%s");
    private static final Fault EXISTS = Fault.sender("ResourceAlreadyExistsException", "%s");
    private static final Fault CONCURRENT = Fault.sender("ConcurrentModificationException", "%s");

    private ConnectionFaults() {}

    /** There is such a connection. */
    public static FaultException connectionExists(String name) {
        return EXISTS.with("Connection " + name + " already exists.");
    }

    /** There is no such connection. */
    public static FaultException noConnection(String name) {
        return NOT_FOUND.with("Failed to describe the connection(s). Connection '" + name + "' does not exist.");
    }

    /** A connection that is named by its ARN is not there. */
    public static FaultException noSuchConnection(String arn) {
        return NOT_FOUND.with("Connection '" + arn + "' does not exist.");
    }

    /** There is such an API destination. */
    public static FaultException destinationExists(String name) {
        return EXISTS.with("An api-destination '" + name + "' already exists.");
    }

    /** There is no such API destination. */
    public static FaultException noDestination(String name) {
        return NOT_FOUND.with(
                "Failed to describe the api-destination(s). An api-destination '" + name + "' does not exist.");
    }

    /** Somebody else has changed it meanwhile. */
    public static FaultException changed(String name) {
        return CONCURRENT.with(name + " has been modified by another request. Try again.");
    }
}
