package io.penstock.services.scheduler.rules;

/**
 * Quotas.
 *
 * @param groups in one account and Region, the default group aside
 * @param rates whether calls a second are limited
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html">Quotas</a>
 */
public record SchedulerLimits(int groups, boolean rates) {

    /** AWS's. */
    public static final SchedulerLimits AWS = new SchedulerLimits(500, true);

    /** None that a caller would meet; all groups of an account are one aggregate. */
    public static final SchedulerLimits RELAXED = new SchedulerLimits(10_000, false);

    /** Calls of CreateSchedule a second by an account in a Region; AWS's in its larger Regions. */
    public static final int CREATIONS = 5_000;
}
