package io.penstock.streams.pattern;

import io.penstock.kernel.fault.Fault;

/** How EventBridge refuses a pattern, and an event to hold against one. */
public final class PatternFaults {

    /** The pattern is none. */
    public static final Fault INVALID_PATTERN =
            Fault.sender("InvalidEventPatternException", "Event pattern is not valid. Reason: %s");

    /** The event is no JSON object, or has not what every event has. */
    public static final Fault INVALID_EVENT = Fault.sender("ValidationException", "Parameter Event is not valid.");

    /** Ours: what would take too long to match. */
    public static final Fault EVENT_TOO_LONG = Fault.sender(
            "ValidationException",
            "Parameter Event is not valid. Reason: events with more than " + SampleEvent.MAXIMUM_ELEMENTS
                    + " elements in lists are not available here.");

    private PatternFaults() {}
}
