package io.penstock.services.sns.rules;

import io.penstock.kernel.name.Region;

/**
 * Quotas.
 *
 * @param topics standard topics of an account in a Region
 * @param fifoTopics FIFO topics of an account in a Region
 * @param topicPolicies filter policies of one topic
 * @param accountPolicies filter policies of one account in a Region
 * @param rates whether messages and calls a second are limited
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/sns.html">Amazon SNS endpoints and quotas</a>
 */
public record SnsLimits(int topics, int fifoTopics, int topicPolicies, int accountPolicies, boolean rates) {

    /** AWS's. */
    public static final SnsLimits AWS = new SnsLimits(100_000, 1_000, 200, 10_000, true);

    /** None that a caller would meet. */
    public static final SnsLimits RELAXED = new SnsLimits(1_000_000, 1_000_000, SnsLimits.SUBSCRIPTIONS, 10_000, false);

    /** Bytes of a message with its attributes, and of all messages of a batch. */
    public static final int MESSAGE_BYTES = 262_144;

    /** Subscriptions of one topic. Ours: AWS has 12,500,000. They are one aggregate, which is kept in memory and written as a whole. */
    public static final int SUBSCRIPTIONS = 10_000;

    /** Subscriptions of one FIFO topic. */
    public static final int FIFO_SUBSCRIPTIONS = 100;

    /** Replays of one topic at a time. Ours: AWS does not tell its number. */
    public static final int REPLAYS = 10;

    /** Entries of a page. */
    public static final int PAGE = 100;

    /** Tags of a topic. */
    public static final int TAGS = 50;

    /** Bytes of a topic's policy. */
    public static final int POLICY_BYTES = 30 * 1024;

    /** Messages of a batch. */
    public static final int BATCH = 10;

    /** Messages a second of a FIFO topic with the throughput scope {@code Topic}. */
    public static final int FIFO_MESSAGES = 3_000;

    /** Bytes a second of a FIFO topic with the throughput scope {@code Topic}. */
    public static final int FIFO_BYTES = 20 << 20;

    /** Messages a second of a message group of a FIFO topic. */
    public static final int GROUP_MESSAGES = 300;

    /** Calls a second of each operation that lists topics or subscriptions. */
    public static final int LISTS = 30;

    /** Calls a second of Subscribe, and of Unsubscribe. */
    public static final int SUBSCRIBES = 100;

    /** Calls a second of each operation on tags. */
    public static final int TAG_CALLS = 10;

    /**
     * Messages a second that an account publishes in a Region to standard topics, and as many to FIFO topics.
     *
     * @return AWS's for its three largest Regions; 3,000 for all others, of which AWS has some with 300
     */
    public static int messages(Region region) {
        return switch (region.value()) {
            case "us-east-1" -> 30_000;
            case "us-west-2", "eu-west-1" -> 9_000;
            default -> 3_000;
        };
    }
}
