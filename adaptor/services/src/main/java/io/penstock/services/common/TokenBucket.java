package io.penstock.services.common;

/**
 * A second's worth of something, refilled steadily. May go into debt, so that one large record or response passes and what follows pays for it. Not thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/streams/latest/dev/large-records.html">Handle large records</a>
 */
public final class TokenBucket {

    private static final double SECOND = 1_000;

    private final long full;

    /** The part of {@code full} that may be used. */
    private double perSecond;

    private double tokens;
    private long filledAt;

    /** Full at the start. {@link Integer#MAX_VALUE} and more a second is no limit. */
    public TokenBucket(long perSecond, long nowMillis) {
        this.full = perSecond;
        this.perSecond = perSecond;
        this.tokens = perSecond;
        this.filledAt = nowMillis;
    }

    /**
     * From now on refills with a part of the rate and saves up so much less.
     *
     * @param settles whether the difference is taken from what is there, into debt if need be, or added to it; else only what does not fit any more is lost
     */
    public void share(double part, boolean settles, long nowMillis) {
        if (isUnlimited()) {
            return;
        }
        fill(nowMillis);
        double changed = full * part;
        tokens = settles ? tokens + changed - perSecond : Math.min(tokens, changed);
        perSecond = changed;
    }

    private boolean isUnlimited() {
        return full >= Integer.MAX_VALUE;
    }

    private void fill(long nowMillis) {
        if (nowMillis > filledAt) {
            tokens = Math.min(perSecond, tokens + perSecond * ((nowMillis - filledAt) / SECOND));
            filledAt = nowMillis;
        }
    }

    /** Whether this much may be taken now: all of it is there, or it is more than a second's worth and there is no debt. */
    public boolean has(long amount, long nowMillis) {
        if (isUnlimited()) {
            return true;
        }
        fill(nowMillis);
        return amount > perSecond ? tokens > 0 : tokens >= amount;
    }

    /** Takes this much, into debt if need be. More than a second's worth gets nothing from what was saved up. */
    public void take(long amount, long nowMillis) {
        if (isUnlimited()) {
            return;
        }
        fill(nowMillis);
        tokens = (amount > perSecond ? Math.min(tokens, 0) : tokens) - amount;
    }

    /** Milliseconds until there is no debt. */
    public long debtMillis(long nowMillis) {
        if (isUnlimited()) {
            return 0;
        }
        fill(nowMillis);
        return tokens >= 0 ? 0 : (long) Math.ceil(-tokens / perSecond * SECOND);
    }

    public boolean isFull(long nowMillis) {
        fill(nowMillis);
        return tokens >= perSecond;
    }
}
