package io.penstock.services.sqs.rules;

import java.time.Duration;

/**
 * The numbers of SQS. Constants hold everywhere; the components are what {@link #AWS} enforces and {@link #RELAXED} lifts, for tests and
 * for users whose own Kafka carries more.
 *
 * @param name as written in settings
 * @param recreateAfterDelete how long a deleted queue's name stays taken (API reference, DeleteQueue: 60 s)
 * @param purgeEvery the least time between two purges (API reference, PurgeQueue: 60 s)
 * @param minimumRetentionSeconds least MessageRetentionPeriod (API reference, CreateQueue: 60 s)
 * @param fifoQuota calls and messages a second on FIFO queues
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-quotas.html">Amazon SQS quotas</a>
 */
public record SqsLimits(
        String name,
        Duration recreateAfterDelete,
        Duration purgeEvery,
        int minimumRetentionSeconds,
        FifoQuota fifoQuota) {

    /**
     * Throughput of one FIFO queue, whichever nodes it is used through.
     *
     * @param callsPerSecond for each of send, receive and delete (developer guide, quotas for messages: 300)
     * @param groupCallsPerSecond the same for each message group in high-throughput mode (300)
     */
    public record FifoQuota(int callsPerSecond, int groupCallsPerSecond) {

        /** No quota. */
        public static final FifoQuota NONE = new FifoQuota(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    public static final SqsLimits AWS =
            new SqsLimits("aws", Duration.ofSeconds(60), Duration.ofSeconds(60), 60, new FifoQuota(300, 300));
    public static final SqsLimits RELAXED = new SqsLimits("relaxed", Duration.ZERO, Duration.ZERO, 1, FifoQuota.NONE);

    /** Bytes of a message and of a batch (developer guide, quotas for messages: 1 MiB since August 2025). */
    public static final int MAXIMUM_MESSAGE_BYTES = 1_048_576;

    /** Least MaximumMessageSize (API reference, CreateQueue). */
    public static final int MINIMUM_MESSAGE_SIZE = 1_024;

    /** Entries of a batch and messages of a receive (API reference, SendMessageBatch, ReceiveMessage). */
    public static final int BATCH_ENTRIES = 10;

    /** Message attributes (developer guide, message metadata). */
    public static final int MESSAGE_ATTRIBUTES = 10;

    /** VisibilityTimeout in seconds, 12 hours (API reference, ChangeMessageVisibility). */
    public static final int VISIBILITY_SECONDS = 43_200;

    public static final int DEFAULT_VISIBILITY_SECONDS = 30;

    /** DelaySeconds, 15 minutes (API reference, SendMessage). */
    public static final int DELAY_SECONDS = 900;

    /** WaitTimeSeconds (API reference, ReceiveMessage). */
    public static final int WAIT_SECONDS = 20;

    /** MessageRetentionPeriod, 14 days (API reference, CreateQueue). */
    public static final int RETENTION_SECONDS = 1_209_600;

    /** Four days (API reference, CreateQueue). */
    public static final int DEFAULT_RETENTION_SECONDS = 345_600;

    /** FIFO de-duplication interval in seconds (developer guide, exactly-once processing). */
    public static final int DEDUPLICATION_SECONDS = 300;

    /** Messages in flight in one queue (developer guide, quotas for messages: approximately 120,000). */
    public static final int IN_FLIGHT = 120_000;

    /** Receives before a message is moved (developer guide, dead-letter queues: 1 to 1,000). */
    public static final int RECEIVE_COUNT = 1_000;

    /** Source queues in a RedriveAllowPolicy (API reference, SetQueueAttributes). */
    public static final int REDRIVE_SOURCES = 10;

    /** Tags of a queue (developer guide, quotas for queues). */
    public static final int TAGS = 50;

    /** Characters of a tag's key and value (developer guide, queue tags). */
    public static final int TAG_KEY = 128;

    public static final int TAG_VALUE = 256;

    /** Actions of a statement of a queue's policy (API reference, AddPermission; developer guide, quotas for policies). */
    public static final int PERMISSION_ACTIONS = 7;

    /** Statements of a queue's policy (developer guide, quotas for policies). */
    public static final int POLICY_STATEMENTS = 20;

    /** Principals of a queue's policy (developer guide, quotas for policies). */
    public static final int POLICY_PRINCIPALS = 50;

    /** Conditions of a queue's policy (developer guide, quotas for policies). */
    public static final int POLICY_CONDITIONS = 10;

    /** Bytes of a queue's policy (developer guide, quotas for policies). */
    public static final int POLICY_BYTES = 8_192;

    /** Queues in one page (API reference, ListQueues). */
    public static final int PAGE = 1_000;

    /** MaxNumberOfMessagesPerSecond (API reference, StartMessageMoveTask). */
    public static final int MOVES_PER_SECOND = 500;

    /** Move tasks listed and remembered (API reference, ListMessageMoveTasks). */
    public static final int MOVE_TASKS = 10;

    /** Partitions a queue may be created with; a bound of ours. */
    public static final int PARTITIONS = 64;

    /** The value of that name. */
    public static SqsLimits named(String name) {
        return switch (name) {
            case "aws" -> AWS;
            case "relaxed" -> RELAXED;
            default -> throw new IllegalArgumentException("limits are 'aws' or 'relaxed', not '" + name + "'");
        };
    }
}
