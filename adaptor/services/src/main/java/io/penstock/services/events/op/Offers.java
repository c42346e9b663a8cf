package io.penstock.services.events.op;

import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Arn;
import io.penstock.kernel.name.Region;
import io.penstock.services.common.Await;
import io.penstock.services.events.bus.BusCommand;
import io.penstock.services.events.bus.BusReply;
import io.penstock.services.events.partner.Offer;
import io.penstock.services.events.partner.PartnerSource;
import io.penstock.services.events.resource.ResourceCommand;
import io.penstock.services.events.resource.ResourceReply;
import io.penstock.services.events.resource.Resources;
import io.penstock.services.events.rules.ConnectionFaults;
import io.penstock.wire.CallContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.eventbridge.model.EventSourceState;

/** Partner sources and the buses of their names: as their owners know them, and as this node does. */
final class Offers {

    private final Environment environment;
    private final Resources<PartnerSource> sources;

    Offers(Environment environment) {
        this.environment = environment;
        this.sources = environment.partnerSources();
    }

    /**
     * A source of a Region and what one account sees of it.
     *
     * @param source may be one that is offered to nobody any more
     * @param version that the source was read in at its owner; 0 where this node tells what it knows
     * @param bus whether the account has a bus of its name
     */
    record View(
            Region region,
            String name,
            Optional<PartnerSource> source,
            long version,
            Optional<Offer> offer,
            boolean bus) {

        Optional<EventSourceState> state() {
            return PartnerSource.state(offer, bus);
        }

        /** When it goes unless it is used, while it is not. */
        Optional<Instant> expires() {
            return offer.filter(found -> state().equals(Optional.of(EventSourceState.PENDING)))
                    .map(found -> Instant.ofEpochMilli(found.expires()));
        }
    }

    long now() {
        return environment.clock().millis();
    }

    /** Asked of the owners of the source and of the bus. */
    View ask(CallContext call, String name, String account) throws InterruptedException {
        ResourceReply reply =
                Await.reply(sources.submit(PartnerSource.key(call.region().value(), name), new ResourceCommand.Get()));
        Optional<PartnerSource> source = reply instanceof ResourceReply.There there
                ? Optional.of(sources.value(there.text()))
                : Optional.empty();
        boolean bus = Await.reply(
                        environment.directory().submit(busArn(call.region(), account, name), new BusCommand.Describe()))
                instanceof BusReply.Known;
        return new View(
                call.region(),
                name,
                source,
                reply instanceof ResourceReply.There there ? there.version() : 0,
                source.flatMap(found -> found.offer(account, bus, now())),
                bus);
    }

    /** Puts a source in the place of what was read, unless it is not that any more. */
    void put(View before, PartnerSource after) throws InterruptedException {
        String text = sources.text(after);
        ResourceCommand command = before.source().isPresent()
                ? new ResourceCommand.Replace(text, before.version())
                : new ResourceCommand.Create(text);
        if (Await.reply(sources.submit(PartnerSource.key(before.region().value(), before.name()), command))
                instanceof ResourceReply.Conflict) {
            throw ConnectionFaults.changed(before.name());
        }
    }

    static String busArn(Region region, String account, String name) {
        return Arn.of("events", region, new AccountId(account), "event-bus/" + name)
                .toString();
    }

    static String sourceArn(Region region, String name) {
        Arn bus = Arn.of("events", region, AccountId.DEFAULT, "event-source/" + name);
        return "arn:" + bus.partition() + ":events:" + region + "::" + bus.resource();
    }

    /** The sources of a Region that this node knows. */
    List<PartnerSource> known(Region region) {
        return sources.all().stream()
                .filter(source -> source.region().equals(region.value()))
                .toList();
    }

    Optional<PartnerSource> known(Region region, String name) {
        return sources.find(PartnerSource.key(region.value(), name));
    }

    /** What an account sees of a source, as far as this node knows. */
    View known(Region region, String name, String account) {
        return known(region, name, known(region, name), account);
    }

    private View known(Region region, String name, Optional<PartnerSource> source, String account) {
        boolean bus = environment.directory().version(busArn(region, account, name)) > 0;
        return new View(region, name, source, 0, source.flatMap(found -> found.offer(account, bus, now())), bus);
    }

    /** What the accounts see that a source is offered to, as far as this node knows; by account. */
    SortedMap<String, View> accounts(Region region, PartnerSource source) {
        SortedMap<String, View> accounts = new TreeMap<>();
        for (String account : source.offers().keySet()) {
            View view = known(region, source.name(), Optional.of(source), account);
            if (view.offer().isPresent()) {
                accounts.put(account, view);
            }
        }
        return accounts;
    }

    /** Whether the caller is the partner that offers a source: one that is offered to nobody is nobody's. */
    boolean isOf(CallContext call, PartnerSource source) {
        return source.partner().equals(call.account().value())
                && !accounts(call.region(), source).isEmpty();
    }
}
