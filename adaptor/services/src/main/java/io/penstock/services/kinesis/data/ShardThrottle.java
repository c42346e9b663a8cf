package io.penstock.services.kinesis.data;

import io.penstock.services.kinesis.rules.KinesisLimits.ShardQuota;

/** What one shard may take and give, as this node counts it. Thread-safe. */
final class ShardThrottle {

    private final TokenBucket writeBytes;
    private final TokenBucket writeRecords;
    private final TokenBucket readBytes;
    private final TokenBucket readCalls;
    private final TokenBucket iteratorCalls;

    ShardThrottle(ShardQuota quota, long nowMillis) {
        this.writeBytes = new TokenBucket(quota.writeBytes(), nowMillis);
        this.writeRecords = new TokenBucket(quota.writeRecords(), nowMillis);
        this.readBytes = new TokenBucket(quota.readBytes(), nowMillis);
        this.readCalls = new TokenBucket(quota.readCalls(), nowMillis);
        this.iteratorCalls = new TokenBucket(quota.iteratorCalls(), nowMillis);
    }

    /** Takes the place of one record, or says no. */
    synchronized boolean write(long bytes, long nowMillis) {
        if (!writeBytes.has(bytes, nowMillis) || !writeRecords.has(1, nowMillis)) {
            return false;
        }
        writeBytes.take(bytes, nowMillis);
        writeRecords.take(1, nowMillis);
        return true;
    }

    /** Takes the place of one GetRecords, or says no; what it returned is told to {@link #gave}. */
    synchronized boolean read(long nowMillis) {
        if (readBytes.debtMillis(nowMillis) > 0 || !readBytes.has(1, nowMillis) || !readCalls.has(1, nowMillis)) {
            return false;
        }
        readCalls.take(1, nowMillis);
        return true;
    }

    synchronized void gave(long bytes, long nowMillis) {
        readBytes.take(bytes, nowMillis);
    }

    /** Takes the place of one GetShardIterator, or says no. */
    synchronized boolean iterator(long nowMillis) {
        if (!iteratorCalls.has(1, nowMillis)) {
            return false;
        }
        iteratorCalls.take(1, nowMillis);
        return true;
    }

    /** Whether forgetting this shard changes nothing. */
    synchronized boolean isIdle(long nowMillis) {
        return writeBytes.isFull(nowMillis)
                && writeRecords.isFull(nowMillis)
                && readBytes.isFull(nowMillis)
                && readCalls.isFull(nowMillis)
                && iteratorCalls.isFull(nowMillis);
    }
}
