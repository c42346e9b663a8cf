package io.penstock.services.events.rules;

/**
 * Quotas.
 *
 * @param buses of an account in a Region, the default one included
 * @param rules of a bus
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html">Amazon EventBridge quotas</a>
 */
public record EventsLimits(int buses, int rules) {

    /** AWS's. */
    public static final EventsLimits AWS = new EventsLimits(100, 300);

    /** None that a caller would meet soon: a bus is one aggregate, kept in memory. */
    public static final EventsLimits RELAXED = new EventsLimits(100_000, 10_000);

    /** Targets of a rule. */
    public static final int TARGETS = 5;

    /** Paths of an input transformer. */
    public static final int PATHS = 100;

    /** Bytes of all entries of a request. */
    public static final int ENTRY_BYTES = 1 << 20;

    /** Entries of a page. */
    public static final int PAGE = 100;
}
