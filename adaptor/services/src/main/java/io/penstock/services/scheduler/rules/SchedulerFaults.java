package io.penstock.services.scheduler.rules;

import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.fault.Fault.Blame;
import io.penstock.kernel.fault.FaultException;

/**
 * Every error of EventBridge Scheduler.
 *
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html#API_CreateSchedule_Errors">CreateSchedule, errors</a>
 */
public final class SchedulerFaults {

    private static final Fault VALIDATION = Fault.sender("ValidationException", "%s");
    private static final Fault CONFLICT = new Fault("ConflictException", "ConflictException", 409, Blame.SENDER, "%s");
    private static final Fault NOT_FOUND =
            new Fault("ResourceNotFoundException", "ResourceNotFoundException", 404, Blame.SENDER, "%s");
    private static final Fault QUOTA =
            new Fault("ServiceQuotaExceededException", "ServiceQuotaExceededException", 402, Blame.SENDER, "%s");

    private static final Fault THROTTLED =
            new Fault("ThrottlingException", "ThrottlingException", 429, Blame.SENDER, "Rate exceeded");

    private SchedulerFaults() {}

    /** {@code ThrottlingException}: too many calls in a second. */
    public static FaultException throttled() {
        return THROTTLED.with();
    }

    /** {@code ValidationException}. */
    public static FaultException validation(String text) {
        return VALIDATION.with(text);
    }

    /** {@code ConflictException}. */
    public static FaultException conflict(String text) {
        return CONFLICT.with(text);
    }

    /** {@code ResourceNotFoundException} for a schedule. */
    public static FaultException noSchedule(String name) {
        return NOT_FOUND.with("Schedule " + name + " does not exist.");
    }

    /** {@code ResourceNotFoundException} for a group. */
    public static FaultException noGroup(String name) {
        return NOT_FOUND.with("Schedule group " + name + " does not exist.");
    }

    /** {@code ServiceQuotaExceededException}. */
    public static FaultException quota(String text) {
        return QUOTA.with(text);
    }
}
