package io.penstock.services.events.rules;

import io.penstock.kernel.name.Region;

/**
 * Quotas.
 *
 * @param buses of an account in a Region, the default one included
 * @param rules of a bus
 * @param wildcards rules of a bus with wildcards in their patterns
 * @param rates whether calls a second are limited
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html">Amazon EventBridge quotas</a>
 */
public record EventsLimits(int buses, int rules, int wildcards, boolean rates) {

    /** AWS's. */
    public static final EventsLimits AWS = new EventsLimits(100, 300, 30, true);

    /** None that a caller would meet soon: a bus is one aggregate, kept in memory. */
    public static final EventsLimits RELAXED = new EventsLimits(100_000, 10_000, 10_000, false);

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

    /**
     * Calls of PutEvents a second by an account in a Region.
     *
     * @return AWS's for its five largest Regions; 1,200 for all others, of which AWS has some with 400
     */
    public static int puts(Region region) {
        return switch (region.value()) {
            case "us-east-1", "us-west-2", "eu-west-1" -> 10_000;
            case "us-east-2", "eu-central-1" -> 2_400;
            default -> 1_200;
        };
    }
}
