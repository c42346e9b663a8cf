package io.penstock.services.sns.rules;

/**
 * Quotas.
 *
 * @param topics standard topics of an account in a Region
 * @param fifoTopics FIFO topics of an account in a Region
 * @param topicPolicies filter policies of one topic
 * @param accountPolicies filter policies of one account in a Region
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/sns.html">Amazon SNS endpoints and quotas</a>
 */
public record SnsLimits(int topics, int fifoTopics, int topicPolicies, int accountPolicies) {

    /** AWS's. */
    public static final SnsLimits AWS = new SnsLimits(100_000, 1_000, 200, 10_000);

    /** None that a caller would meet. */
    public static final SnsLimits RELAXED = new SnsLimits(1_000_000, 1_000_000, SnsLimits.SUBSCRIPTIONS, 10_000);

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
}
