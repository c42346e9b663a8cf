package io.penstock.services.events.op;

import io.penstock.kernel.name.AccountId;
import io.penstock.services.events.entry.EntryCheck;
import io.penstock.services.events.partner.PartnerSource;
import io.penstock.wire.CallContext;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.eventbridge.model.PutPartnerEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutPartnerEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutPartnerEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutPartnerEventsResultEntry;

/** PutPartnerEvents. An event goes to the buses of all accounts that use the source; one that nobody uses takes it, and it goes nowhere. */
final class PartnerPutting {

    private final Offers offers;
    private final Sending sending;

    PartnerPutting(Environment environment) {
        this.offers = new Offers(environment);
        this.sending = new Sending(environment);
    }

    PutPartnerEventsResponse put(CallContext call, PutPartnerEventsRequest request) throws InterruptedException {
        List<PutEventsRequestEntry> entries =
                request.entries().stream().map(PartnerPutting::plain).toList();
        List<PutEventsResultEntry> results = sending.send(entries, entry -> route(call, entry));
        return PutPartnerEventsResponse.builder()
                .failedEntryCount(Sending.failed(results))
                .entries(results.stream()
                        .map(result -> PutPartnerEventsResultEntry.builder()
                                .eventId(result.eventId())
                                .errorCode(result.errorCode())
                                .errorMessage(result.errorMessage())
                                .build())
                        .toList())
                .build();
    }

    private static PutEventsRequestEntry plain(PutPartnerEventsRequestEntry entry) {
        return PutEventsRequestEntry.builder()
                .time(entry.time())
                .source(entry.source())
                .resources(entry.resources())
                .detailType(entry.detailType())
                .detail(entry.detail())
                .build();
    }

    private Sending.Route route(CallContext call, PutEventsRequestEntry entry) throws InterruptedException {
        Optional<PartnerSource> source = offers.known(call.region(), entry.source());
        if (!isOf(call, source)) {
            // Made a moment ago at another node.
            source = offers.ask(call, entry.source(), call.account().value()).source();
        }
        if (source.isEmpty() || !isOf(call, source)) {
            return new Sending.Refused(EntryCheck.NOT_AUTHORIZED);
        }
        PartnerSource found = source.get();
        return new Sending.Buses(offers.accounts(call.region(), found).stream()
                .filter(account -> offers.isBusKnown(call.region(), account, found.name()))
                .filter(account -> offers.known(call.region(), found, account)
                        .filter(offer -> !offer.detached())
                        .isPresent())
                .map(account ->
                        new Sending.Bus(Offers.busArn(call.region(), account, found.name()), new AccountId(account)))
                .toList());
    }

    private boolean isOf(CallContext call, Optional<PartnerSource> source) {
        return source.filter(found -> found.partner().equals(call.account().value()))
                .filter(found -> !offers.accounts(call.region(), found).isEmpty())
                .isPresent();
    }
}
