package io.penstock.services.events.partner;

import java.time.Duration;

/**
 * What an account is offered of a source. Times are epoch milliseconds.
 *
 * @param expires when it goes, if the account does not use it; means nothing while it does
 * @param detached whether the account's bus gets nothing, because the account has deactivated the source, or because the partner deleted the source and made it again
 */
public record Offer(long created, long expires, boolean detached) {

    /**
     * How long an offer that nobody uses is kept.
     *
     * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeactivateEventSource.html">DeactivateEventSource</a>; AWS's onboarding guide for
     *     partners says seven days
     */
    public static final Duration PATIENCE = Duration.ofDays(14);

    static Offer made(long now, boolean detached) {
        return new Offer(now, now + PATIENCE.toMillis(), detached);
    }

    /** Unused from now on, if it will be unused: the time until it expires begins anew. */
    Offer unused(long now) {
        return new Offer(created, now + PATIENCE.toMillis(), detached);
    }

    Offer detached(boolean from) {
        return new Offer(created, expires, from);
    }

    /** @param bus whether the account has a bus of the source's name */
    boolean isThere(boolean bus, long now) {
        return (bus && !detached) || now < expires;
    }
}
