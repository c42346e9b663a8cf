package io.penstock.services.events.op;

import io.penstock.services.events.bus.BusDefinition;
import io.penstock.services.events.partner.Offer;
import io.penstock.services.events.partner.PartnerSource;
import io.penstock.services.events.rules.EventsFaults;
import io.penstock.services.events.rules.PartnerFaults;
import io.penstock.wire.CallContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.eventbridge.model.ActivateEventSourceRequest;
import software.amazon.awssdk.services.eventbridge.model.ActivateEventSourceResponse;
import software.amazon.awssdk.services.eventbridge.model.DeactivateEventSourceRequest;
import software.amazon.awssdk.services.eventbridge.model.DeactivateEventSourceResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventSourceRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventSourceResponse;
import software.amazon.awssdk.services.eventbridge.model.EventSource;
import software.amazon.awssdk.services.eventbridge.model.EventSourceState;
import software.amazon.awssdk.services.eventbridge.model.ListEventSourcesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListEventSourcesResponse;

/** What an account does with the event sources that partners offer it. */
final class EventSources {

    private final Environment environment;
    private final Offers offers;

    EventSources(Environment environment) {
        this.environment = environment;
        this.offers = new Offers(environment);
    }

    /** A source that is there and may be attached to the account's bus or detached from it. */
    private Offers.View changeable(CallContext call, String name) throws InterruptedException {
        Offers.View view = offers.ask(call, name, call.account().value());
        EventSourceState state = view.state().orElseThrow(() -> PartnerFaults.noSource(name));
        if (!view.bus() || state == EventSourceState.DELETED) {
            throw PartnerFaults.STATE.with();
        }
        return view;
    }

    ActivateEventSourceResponse activate(CallContext call, ActivateEventSourceRequest request)
            throws InterruptedException {
        attach(call, changeable(call, request.name()));
        return ActivateEventSourceResponse.builder().build();
    }

    /** Whatever is sent to a source reaches the account's bus, once there is one. */
    private void attach(CallContext call, Offers.View view) throws InterruptedException {
        if (view.source().isPresent() && view.offer().filter(Offer::detached).isPresent()) {
            offers.put(view, view.source().get().attached(call.account().value()));
        }
    }

    DeactivateEventSourceResponse deactivate(CallContext call, DeactivateEventSourceRequest request)
            throws InterruptedException {
        Offers.View view = changeable(call, request.name());
        if (view.source().isPresent() && view.state().equals(Optional.of(EventSourceState.ACTIVE))) {
            offers.put(view, view.source().get().detached(call.account().value(), offers.now()));
        }
        return DeactivateEventSourceResponse.builder().build();
    }

    /** Before a bus of its name is made: the source must be there. */
    void associate(CallContext call, String name) throws InterruptedException {
        Offers.View view = offers.ask(call, name, call.account().value());
        if (view.bus()) {
            throw EventsFaults.busExists(name);
        }
        if (view.offer().isEmpty()) {
            throw PartnerFaults.noSource(name);
        }
        attach(call, view);
    }

    /** Before a bus of its name goes: then the source waits for another, as long as a new one would. */
    void dissociate(CallContext call, String name) throws InterruptedException {
        Offers.View view = offers.ask(call, name, call.account().value());
        if (view.bus() && view.source().isPresent() && view.offer().isPresent()) {
            offers.put(view, view.source().get().unused(call.account().value(), offers.now()));
        }
    }

    DescribeEventSourceResponse describe(CallContext call, DescribeEventSourceRequest request)
            throws InterruptedException {
        Offers.View view = offers.ask(call, request.name(), call.account().value());
        EventSourceState state = view.state().orElseThrow(() -> PartnerFaults.noSource(request.name()));
        EventSource told = told(view, state);
        return DescribeEventSourceResponse.builder()
                .arn(told.arn())
                .name(told.name())
                .createdBy(told.createdBy())
                .creationTime(told.creationTime())
                .expirationTime(told.expirationTime())
                .state(state)
                .build();
    }

    private static EventSource told(Offers.View view, EventSourceState state) {
        EventSource.Builder told = EventSource.builder()
                .arn(Offers.sourceArn(view.region(), view.name()))
                .name(view.name())
                .createdBy(PartnerSource.createdBy(view.name()))
                .state(state);
        view.offer().ifPresent(found -> told.creationTime(Instant.ofEpochMilli(found.created())));
        view.expires().ifPresent(told::expirationTime);
        return told.build();
    }

    ListEventSourcesResponse list(CallContext call, ListEventSourcesRequest request) {
        String prefix = request.namePrefix() == null ? "" : request.namePrefix();
        Page<EventSource> page = Page.of(
                names(call).stream()
                        .filter(name -> name.startsWith(prefix))
                        .flatMap(name -> known(call, name).stream())
                        .toList(),
                EventSource::name,
                request.nextToken(),
                request.limit());
        return ListEventSourcesResponse.builder()
                .eventSources(page.items())
                .nextToken(page.next())
                .build();
    }

    /** Of sources that are offered to the account, or that it has a bus of. */
    private List<String> names(CallContext call) {
        String own = Names.bus(call, "");
        return Stream.concat(
                        offers.known(call.region()).stream()
                                .filter(source -> source.offers()
                                        .containsKey(call.account().value()))
                                .map(PartnerSource::name),
                        environment.directory().buses().stream()
                                .filter(bus -> bus.arn().startsWith(own))
                                .map(BusDefinition::name)
                                .filter(PartnerSource::isName))
                .distinct()
                .toList();
    }

    private Optional<EventSource> known(CallContext call, String name) {
        Offers.View view = offers.known(call.region(), name, call.account().value());
        return view.state().map(state -> told(view, state));
    }
}
