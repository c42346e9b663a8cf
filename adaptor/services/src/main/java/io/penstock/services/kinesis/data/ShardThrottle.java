package io.penstock.services.kinesis.data;

import io.penstock.services.common.NodeShares;
import io.penstock.services.common.Portion;
import io.penstock.services.common.RateShares;
import io.penstock.services.common.TokenBucket;
import io.penstock.services.kinesis.rules.KinesisLimits.ShardQuota;
import java.util.List;
import java.util.Optional;

/** What one shard may take and give through this node, and what was asked for. Thread-safe. */
final class ShardThrottle implements NodeShares.Part {

    private static final double MILLIS = 1_000;

    private final ShardQuota quota;
    private final TokenBucket writeBytes;
    private final TokenBucket writeRecords;
    private final TokenBucket readBytes;
    private final TokenBucket readCalls;
    private final TokenBucket iteratorCalls;
    private final Portion writes;
    private final Portion reads;
    private final Portion iterators;

    private Demand demand = new Demand();
    private long demandSince;

    /** What callers wanted, granted or not, since the last report. */
    private static final class Demand {
        private long bytesIn;
        private long recordsIn;
        private long bytesOut;
        private long reads;
        private long iterators;
    }

    ShardThrottle(ShardQuota quota, long nowMillis) {
        this.quota = quota;
        this.writeBytes = new TokenBucket(quota.writeBytes(), nowMillis);
        this.writeRecords = new TokenBucket(quota.writeRecords(), nowMillis);
        this.readBytes = new TokenBucket(quota.readBytes(), nowMillis);
        this.readCalls = new TokenBucket(quota.readCalls(), nowMillis);
        this.iteratorCalls = new TokenBucket(quota.iteratorCalls(), nowMillis);
        this.writes = new Portion(writeBytes, writeRecords);
        this.reads = new Portion(readBytes, readCalls);
        this.iterators = new Portion(iteratorCalls);
        this.demandSince = nowMillis;
    }

    /** Takes the place of one record, or says no. */
    synchronized boolean write(long bytes, long nowMillis) {
        demand.bytesIn += bytes;
        demand.recordsIn++;
        writes.look(nowMillis);
        if (!writeBytes.has(bytes, nowMillis) || !writeRecords.has(1, nowMillis)) {
            return false;
        }
        writeBytes.take(bytes, nowMillis);
        writeRecords.take(1, nowMillis);
        return true;
    }

    /** Takes the place of one GetRecords, or says no; what it returned is told to {@link #gave}. */
    synchronized boolean read(long nowMillis) {
        demand.reads++;
        reads.look(nowMillis);
        if (readBytes.debtMillis(nowMillis) > 0 || !readBytes.has(1, nowMillis) || !readCalls.has(1, nowMillis)) {
            return false;
        }
        readCalls.take(1, nowMillis);
        return true;
    }

    synchronized void gave(long bytes, long nowMillis) {
        demand.bytesOut += bytes;
        readBytes.take(bytes, nowMillis);
    }

    /** Takes the place of one GetShardIterator, or says no. */
    synchronized boolean iterator(long nowMillis) {
        demand.iterators++;
        iterators.look(nowMillis);
        if (!iteratorCalls.has(1, nowMillis)) {
            return false;
        }
        iteratorCalls.take(1, nowMillis);
        return true;
    }

    /** Parts of what may be written, read, and asked for iterators; nothing when there was no traffic. */
    @Override
    public synchronized Optional<List<Double>> demand(long nowMillis) {
        Demand asked = demand;
        if (asked.recordsIn + asked.reads + asked.iterators + asked.bytesOut == 0) {
            return Optional.empty();
        }
        double seconds =
                Math.clamp(nowMillis - demandSince, RateShares.INTERVAL_MILLIS, RateShares.LEASE_MILLIS) / MILLIS;
        demand = new Demand();
        demandSince = nowMillis;
        writes.asked(nowMillis);
        reads.asked(nowMillis);
        iterators.asked(nowMillis);
        return Optional.of(List.of(
                Math.max(part(asked.bytesIn, quota.writeBytes()), part(asked.recordsIn, quota.writeRecords()))
                        / seconds,
                Math.max(part(asked.bytesOut, quota.readBytes()), part(asked.reads, quota.readCalls())) / seconds,
                part(asked.iterators, quota.iteratorCalls()) / seconds));
    }

    private static double part(long used, long quota) {
        return (double) used / quota;
    }

    @Override
    public synchronized void learn(List<Double> shares, long askedMillis, long nowMillis) {
        writes.learn(shares.get(0), askedMillis, nowMillis);
        reads.learn(shares.get(1), askedMillis, nowMillis);
        iterators.learn(shares.get(2), askedMillis, nowMillis);
    }

    @Override
    public synchronized boolean isIdle(long nowMillis) {
        return writes.isIdle(nowMillis) && reads.isIdle(nowMillis) && iterators.isIdle(nowMillis);
    }
}
