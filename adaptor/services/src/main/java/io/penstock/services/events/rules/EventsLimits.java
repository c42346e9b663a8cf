package io.penstock.services.events.rules;

/**
 * Quotas.
 *
 * @param buses of an account in a Region, the default one included
 * @param rules of a bus
 * @param wildcards rules of a bus with wildcards in their patterns
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html">Amazon EventBridge quotas</a>
 */
public record EventsLimits(int buses, int rules, int wildcards) {

    /** AWS's. */
    public static final EventsLimits AWS = new EventsLimits(100, 300, 30);

    /** None that a caller would meet soon: a bus is one aggregate, kept in memory. */
    public static final EventsLimits RELAXED = new EventsLimits(100_000, 10_000, 10_000);

    /** Targets of a rule. */
    public static final int TARGETS = 5;

    /** Paths of an input transformer. */
    public static final int PATHS = 100;

    /** Bytes of all entries of a request. */
    public static final int ENTRY_BYTES = 1 << 20;

    /** Tags of a resource. */
    public static final int TAGS = 50;

    /** Of the policy of a bus. */
    public static final int POLICY_CHARACTERS = 10_240;

    /** Connections of an account in a Region. */
    public static final int CONNECTIONS = 3_000;

    /** API destinations of an account in a Region. */
    public static final int DESTINATIONS = 3_000;

    /** Replays of an account in a Region that are not at their end. */
    public static final int REPLAYS = 10;

    /** Entries of a page. */
    public static final int PAGE = 100;
}
