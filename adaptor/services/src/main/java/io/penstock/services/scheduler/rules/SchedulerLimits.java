package io.penstock.services.scheduler.rules;

/**
 * Quotas.
 *
 * @param groups in one account and Region, the default group aside
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html">Quotas</a>
 */
public record SchedulerLimits(int groups) {

    /** AWS's. */
    public static final SchedulerLimits AWS = new SchedulerLimits(500);

    /** None that a caller would meet; all groups of an account are one aggregate. */
    public static final SchedulerLimits RELAXED = new SchedulerLimits(10_000);
}
