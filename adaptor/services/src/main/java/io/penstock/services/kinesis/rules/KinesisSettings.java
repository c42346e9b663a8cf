package io.penstock.services.kinesis.rules;

import java.time.Duration;

/**
 * What an operator may choose.
 *
 * @param limits AWS's, or relaxed ones
 * @param cacheBytes heap for records in memory, for all streams of this node together: of tails, of events that are being sent, of reads in progress
 * @param scaling how on-demand streams follow their load
 */
public record KinesisSettings(KinesisLimits limits, long cacheBytes, Scaling scaling) {

    /**
     * On-demand scaling.
     *
     * @param up over which a shard's load is averaged before it is split
     * @param down how long load must have been low before shards are merged
     */
    public record Scaling(Duration up, Duration down) {}

    /** For a developer's machine. */
    public static final KinesisSettings DEFAULT = new KinesisSettings(
            KinesisLimits.RELAXED, 64 << 20, new Scaling(Duration.ofSeconds(60), Duration.ofMinutes(15)));

    public KinesisSettings {
        if (cacheBytes < KinesisLimits.GET_RECORDS_BYTES) {
            throw new IllegalArgumentException("the cache needs room for one GetRecords at least: " + cacheBytes);
        }
    }

    /** These settings with other limits. */
    public KinesisSettings with(KinesisLimits changed) {
        return new KinesisSettings(changed, cacheBytes, scaling);
    }

    /** These settings with another cache. */
    public KinesisSettings withCache(long bytes) {
        return new KinesisSettings(limits, bytes, scaling);
    }

    /** These settings with other scaling. */
    public KinesisSettings with(Scaling changed) {
        return new KinesisSettings(limits, cacheBytes, changed);
    }
}
