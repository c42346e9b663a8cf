package io.penstock.services.kinesis.rules;

import java.time.Duration;

/**
 * The numbers of Kinesis Data Streams. Constants hold everywhere; the components are what {@link #AWS} enforces and {@link #RELAXED} lifts.
 *
 * @param name as written in settings
 * @param shard throughput of each shard
 * @param calls calls a second of control operations, counted by each node for itself
 * @param account what an account may have
 * @param answersWhenDone whether CreateStream and DeleteStream answer when the stream is there or gone, not when it is CREATING or DELETING
 * @see <a href="https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html">Quotas and limits</a>
 */
public record KinesisLimits(
        String name, ShardQuota shard, boolean calls, AccountQuota account, boolean answersWhenDone) {

    /**
     * Throughput of one shard. {@link Integer#MAX_VALUE} and {@link Long#MAX_VALUE} lift a limit.
     *
     * @param writeBytes a second, partition keys included (1 MiB)
     * @param writeRecords a second (1,000)
     * @param readBytes a second for all callers of GetRecords together, and for each consumer with enhanced fan-out (2 MiB)
     * @param readCalls of GetRecords a second (5)
     * @param iteratorCalls of GetShardIterator a second (5)
     */
    public record ShardQuota(long writeBytes, int writeRecords, long readBytes, int readCalls, int iteratorCalls) {}

    /**
     * What one account may have in one Region.
     *
     * @param shards open shards of provisioned streams (20,000 in the largest Regions; 1,000 or 6,000 elsewhere)
     * @param onDemandStreams streams in on-demand mode (50)
     * @param creating streams in status CREATING at once (5)
     * @param modeChanges of one stream in 24 hours (2)
     * @param shardCountChanges calls of UpdateShardCount for one stream in 24 hours (10)
     */
    public record AccountQuota(int shards, int onDemandStreams, int creating, int modeChanges, int shardCountChanges) {}

    private static final int NONE = Integer.MAX_VALUE;

    public static final KinesisLimits AWS = new KinesisLimits(
            "aws",
            new ShardQuota(1_048_576, 1_000, 2_097_152, 5, 5),
            true,
            new AccountQuota(20_000, 50, 5, 2, 10),
            false);

    public static final KinesisLimits RELAXED = new KinesisLimits(
            "relaxed",
            new ShardQuota(Long.MAX_VALUE, NONE, Long.MAX_VALUE, NONE, NONE),
            false,
            new AccountQuota(NONE, NONE, NONE, NONE, NONE),
            true);

    /** Bytes of data and partition key of a record unless UpdateMaxRecordSize says otherwise, KiB (API reference, CreateStream). */
    public static final int DEFAULT_RECORD_KIB = 1_024;

    /** Largest MaxRecordSizeInKiB (API reference, UpdateMaxRecordSize). */
    public static final int MAXIMUM_RECORD_KIB = 10_240;

    /** Entries of PutRecords (API reference, PutRecords). */
    public static final int PUT_RECORDS = 500;

    /** Bytes of data and partition keys of one PutRecords (API reference, PutRecords). */
    public static final int PUT_RECORDS_BYTES = 10_485_760;

    /** Records and bytes of one GetRecords (API reference, GetRecords). */
    public static final int GET_RECORDS = 10_000;

    public static final int GET_RECORDS_BYTES = 10_485_760;

    /** How long a shard iterator is good (API reference, GetShardIterator). */
    public static final Duration ITERATOR_LIFE = Duration.ofMinutes(5);

    /** How long a NextToken is good (API reference, ListShards). */
    public static final Duration TOKEN_LIFE = Duration.ofMinutes(5);

    /** How far the clocks of nodes may differ: an iterator or NextToken from a later time than this is none that a node gave out. */
    public static final Duration CLOCKS = Duration.ofMinutes(1);

    /** How long one SubscribeToShard lasts, and how soon the same consumer may replace it (API reference, SubscribeToShard). */
    public static final Duration SUBSCRIPTION_LIFE = Duration.ofMinutes(5);

    public static final Duration RESUBSCRIBE_AFTER = Duration.ofSeconds(5);

    /** Retention in hours: default and least, and 365 days (API reference, IncreaseStreamRetentionPeriod). */
    public static final int DEFAULT_RETENTION_HOURS = 24;

    public static final int MAXIMUM_RETENTION_HOURS = 8_760;

    /** Registered consumers of a stream (API reference, RegisterStreamConsumer). */
    public static final int CONSUMERS = 20;

    /** Tags of a stream or consumer (API reference, AddTagsToStream). */
    public static final int TAGS = 50;

    /** Shards of one DescribeStream, and ListShards without MaxResults (API reference). */
    public static final int DESCRIBE_SHARDS = 100;

    public static final int LIST_SHARDS = 1_000;

    /** Shards that UpdateShardCount may ask for (API reference, UpdateShardCount). */
    public static final int UPDATED_SHARDS = 10_000;

    /** Shards a stream may have had in all, closed ones included; a bound of ours, because each is a partition of a topic. */
    public static final int PARTITIONS = 20_000;

    /** Shards of a new on-demand stream (developer guide, choosing the mode of a stream). */
    public static final int ON_DEMAND_SHARDS = 4;

    /** Bytes of a resource policy (API reference, PutResourcePolicy). */
    public static final int POLICY_BYTES = 20_480;

    /** The value of that name. */
    public static KinesisLimits named(String name) {
        return switch (name) {
            case "aws" -> AWS;
            case "relaxed" -> RELAXED;
            default -> throw new IllegalArgumentException("limits are 'aws' or 'relaxed', not '" + name + "'");
        };
    }
}
