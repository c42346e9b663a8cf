package io.penstock.services.sqs.op;

import io.penstock.services.common.NodeShares;
import io.penstock.services.common.Portion;
import io.penstock.services.common.RateShares;
import io.penstock.services.common.TokenBucket;
import java.util.List;
import java.util.Optional;

/** Calls of one kind that this node may take, and what was asked for. Thread-safe. */
final class CallThrottle implements NodeShares.Part {

    private static final double MILLIS = 1_000;

    private final int perSecond;
    private final double least;
    private final TokenBucket calls;
    private final Portion portion;

    private long wanted;
    private long wantedSince;

    /** @param least part of the quota of which the owner need not hear */
    CallThrottle(int perSecond, double least, long nowMillis) {
        this.perSecond = perSecond;
        this.least = least;
        this.calls = new TokenBucket(perSecond, nowMillis);
        this.portion = new Portion(calls);
        this.wantedSince = nowMillis;
    }

    /** Whether there is place for a call; what is wanted counts in any case. */
    synchronized boolean wants(long nowMillis) {
        wanted++;
        portion.look(nowMillis);
        return calls.has(1, nowMillis);
    }

    synchronized void take(long nowMillis) {
        calls.take(1, nowMillis);
    }

    @Override
    public synchronized Optional<List<Double>> demand(long nowMillis) {
        double seconds =
                Math.clamp(nowMillis - wantedSince, RateShares.INTERVAL_MILLIS, RateShares.LEASE_MILLIS) / MILLIS;
        double part = wanted / (perSecond * seconds);
        wanted = 0;
        wantedSince = nowMillis;
        if (part <= least) {
            return Optional.empty();
        }
        portion.asked(nowMillis);
        return Optional.of(List.of(part));
    }

    @Override
    public synchronized void learn(List<Double> shares, long askedMillis, long nowMillis) {
        portion.learn(shares.getFirst(), askedMillis, nowMillis);
    }

    @Override
    public synchronized boolean isIdle(long nowMillis) {
        return portion.isIdle(nowMillis);
    }
}
