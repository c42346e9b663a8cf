package io.penstock.services.events.op;

import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Arn;
import io.penstock.kernel.name.Region;
import io.penstock.services.events.bus.BusCommand;
import io.penstock.services.events.bus.BusReply;
import io.penstock.services.events.partner.Offer;
import io.penstock.services.events.partner.PartnerSource;
import io.penstock.services.events.resource.ResourceCommand;
import io.penstock.services.events.resource.ResourceReply;
import io.penstock.services.events.resource.Resources;
import io.penstock.services.events.rules.ConnectionFaults;
import io.penstock.wire.CallContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
     * @param version that the source was read in
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

    boolean isBusKnown(Region region, String account, String name) {
        return environment.directory().version(busArn(region, account, name)) > 0;
    }

    /** The offer to an account, as far as this node knows. */
    Optional<Offer> known(Region region, PartnerSource source, String account) {
        return source.offer(account, isBusKnown(region, account, source.name()), now());
    }

    /** The accounts that a source is offered to, as far as this node knows. */
    List<String> accounts(Region region, PartnerSource source) {
        List<String> accounts = new ArrayList<>(source.offers().keySet());
        accounts.removeIf(account -> known(region, source, account).isEmpty());
        return accounts;
    }
}
