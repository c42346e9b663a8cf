package io.penstock.services.common;

import java.util.List;

/**
 * This node's part of one quota that nodes share. Without a lease it is all of it, on account: what the owner does not grant then is settled with what was taken. Not
 * thread-safe.
 */
public final class Portion {

    /** How long a node that gets no answer goes on with what it had, which is longer than it takes to answer under load. */
    public static final long PATIENCE_MILLIS = 5_000;

    /** What it has at most after that. */
    public static final double CUT_OFF = 0.25;

    private static final long NEVER = Long.MIN_VALUE;

    private final List<TokenBucket> buckets;
    private double share = 1;

    /** Whether more was given to the buckets than was ever granted. */
    private boolean isOnAccount = true;

    private long leasedUntil = NEVER;

    /** When the first question was asked that has no answer yet. */
    private long askedAt = NEVER;

    public Portion(TokenBucket... buckets) {
        this.buckets = List.of(buckets);
    }

    /** To be called before anything is taken. */
    public void look(long now) {
        if (now < leasedUntil) {
            return;
        }
        if (askedAt == NEVER) {
            if (!isOnAccount) {
                set(1, true, now);
                isOnAccount = true;
            }
        } else if (now - askedAt >= PATIENCE_MILLIS && share > CUT_OFF) {
            grant(CUT_OFF, now);
        }
    }

    public void asked(long now) {
        askedAt = askedAt == NEVER ? now : askedAt;
    }

    /** The owner's answer to what was asked then. */
    public void learn(double granted, long asked, long now) {
        askedAt = NEVER;
        leasedUntil = asked + RateShares.LEASE_MILLIS;
        grant(granted, now);
    }

    private void grant(double granted, long now) {
        set(granted, isOnAccount, now);
        isOnAccount = false;
    }

    private void set(double changed, boolean settles, long now) {
        buckets.forEach(bucket -> bucket.share(changed, settles, now));
        share = changed;
    }

    public boolean isIdle(long now) {
        return now >= leasedUntil && buckets.stream().allMatch(bucket -> bucket.isFull(now));
    }
}
