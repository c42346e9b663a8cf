package io.penstock.services.events.rules;

import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.fault.FaultException;

/**
 * Errors about partner event sources.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ActivateEventSource.html#API_ActivateEventSource_Errors">ActivateEventSource, errors</a>
 */
public final class PartnerFaults {

    private static final Fault NOT_FOUND = Fault.sender("ResourceNotFoundException", "Event source %s does not exist.");
    private static final Fault EXISTS =
            Fault.sender("ResourceAlreadyExistsException", "Event source %s already exists.");

    /** A source that has no bus, or whose partner has deleted it, is neither activated nor deactivated. */
    public static final Fault STATE =
            Fault.sender("InvalidStateException", "The specified state is not a valid state for an event source.");

    private PartnerFaults() {}

    /** There is no such source, or not for the caller. */
    public static FaultException noSource(String name) {
        return NOT_FOUND.with(name);
    }

    /** It is offered already, or another account has a source of this name. */
    public static FaultException sourceExists(String name) {
        return EXISTS.with(name);
    }
}
