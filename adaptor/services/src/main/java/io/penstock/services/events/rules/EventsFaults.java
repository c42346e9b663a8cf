package io.penstock.services.events.rules;

import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.fault.FaultException;

/**
 * Every error of EventBridge.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html#API_PutRule_Errors">PutRule, errors</a>
 */
public final class EventsFaults {

    private static final Fault VALIDATION = Fault.sender("ValidationException", "%s");
    private static final Fault NOT_FOUND = Fault.sender("ResourceNotFoundException", "%s");
    private static final Fault EXISTS = Fault.sender("ResourceAlreadyExistsException", "%s");

    /** A quota. */
    public static final Fault LIMIT =
            Fault.sender("LimitExceededException", "The requested resource exceeds the maximum number allowed.");

    /** A policy that is too long. */
    public static final Fault POLICY_LENGTH = Fault.sender(
            "PolicyLengthExceededException", "The size of the policy exceeds the limit of 10240 characters.");

    private EventsFaults() {}

    /** {@code ResourceNotFoundException}. */
    public static FaultException notFound(String text) {
        return NOT_FOUND.with(text);
    }

    /** {@code ValidationException}. */
    public static FaultException validation(String text) {
        return VALIDATION.with(text);
    }

    /** What AWS has and is not here: accepted, it would be kept and ignored. */
    public static FaultException unavailable(String parameter) {
        return VALIDATION.with("Parameter " + parameter + " is not valid. Reason: it is not available here.");
    }

    /** There is no such bus. */
    public static FaultException noBus(String name) {
        return NOT_FOUND.with("Event bus " + name + " does not exist.");
    }

    /** There is no such rule. */
    public static FaultException noRule(String name, String bus) {
        return NOT_FOUND.with("Rule " + name + " does not exist on EventBus " + bus + ".");
    }

    /** There is such a bus. */
    public static FaultException busExists(String name) {
        return EXISTS.with("Event bus " + name + " already exists.");
    }
}
