package io.penstock.services.events.partner;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.eventbridge.model.EventSourceState;

/**
 * A partner event source, as it is kept and as every node knows it. It belongs to the account that made it first, as long as it offers it to anybody.
 *
 * @param name {@code aws.partner/} and what the partner calls it; unique in its Region
 * @param partner the account of the partner
 * @param offers by the accounts that they are made to
 */
public record PartnerSource(String region, String name, String partner, SortedMap<String, Offer> offers) {

    /** The kind of partner sources in the catalog; keys are {@link #key}. */
    public static final String KIND = "events.partner-source";

    private static final String PREFIX = "aws.partner/";

    /** The key of a source in the catalog. */
    public static String key(String region, String name) {
        return region + "/" + name;
    }

    /** One that is offered to nobody. */
    public static PartnerSource of(String region, String name, String partner) {
        return new PartnerSource(region, name, partner, new TreeMap<>());
    }

    /** Whether a bus of this name belongs to a partner source. */
    public static boolean isName(String bus) {
        return bus.startsWith(PREFIX);
    }

    /** The partner in the name of a source. */
    public static String createdBy(String name) {
        String rest = name.substring(PREFIX.length());
        return rest.substring(0, rest.indexOf('/'));
    }

    /**
     * The offer to an account, if there is one and it has not expired.
     *
     * @param bus whether the account has a bus of this name
     */
    public Optional<Offer> offer(String account, boolean bus, long now) {
        return Optional.ofNullable(offers.get(account)).filter(offer -> offer.isThere(bus, now));
    }

    /**
     * What an account sees of a source.
     *
     * @param bus whether the account has a bus of its name
     */
    public static Optional<EventSourceState> state(Optional<Offer> offer, boolean bus) {
        if (offer.isEmpty()) {
            return bus ? Optional.of(EventSourceState.DELETED) : Optional.empty();
        }
        return Optional.of(bus && !offer.get().detached() ? EventSourceState.ACTIVE : EventSourceState.PENDING);
    }

    /**
     * Offered to one account more, anew if it was before.
     *
     * @param bus whether the account has a bus of this name already: it does not come to life by itself
     */
    public PartnerSource offered(String account, boolean bus, long now) {
        SortedMap<String, Offer> more = new TreeMap<>(offers);
        more.put(account, Offer.made(now, bus));
        return new PartnerSource(region, name, partner, more);
    }

    /** Not offered to an account any more. */
    public PartnerSource withdrawn(String account) {
        SortedMap<String, Offer> fewer = new TreeMap<>(offers);
        fewer.remove(account);
        return new PartnerSource(region, name, partner, fewer);
    }

    /** The account's bus gets events, if there is one. */
    public PartnerSource attached(String account) {
        return with(account, offer -> offer.detached(false));
    }

    /** The account's bus gets nothing. */
    public PartnerSource detached(String account, long now) {
        return with(account, offer -> offer.unused(now).detached(true));
    }

    /** The account's bus is about to go. */
    public PartnerSource unused(String account, long now) {
        return with(account, offer -> offer.unused(now));
    }

    private PartnerSource with(String account, UnaryOperator<Offer> change) {
        SortedMap<String, Offer> changed = new TreeMap<>(offers);
        changed.computeIfPresent(account, (same, offer) -> change.apply(offer));
        return new PartnerSource(region, name, partner, changed);
    }
}
