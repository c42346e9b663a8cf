package io.penstock.services.events.rules;

import io.penstock.kernel.fault.FaultException;

/** Holds an event against a pattern. Pure. */
@FunctionalInterface
public interface PatternTest {

    /**
     * Whether the pattern takes the event, both JSON.
     *
     * @throws FaultException {@code InvalidEventPatternException} or {@code ValidationException}, in AWS's words
     */
    boolean matches(String pattern, String event);
}
