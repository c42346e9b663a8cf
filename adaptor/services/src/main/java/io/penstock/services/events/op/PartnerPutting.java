package io.penstock.services.events.op;

import io.penstock.kernel.name.AccountId;
import io.penstock.services.events.entry.EntryCheck;
import io.penstock.services.events.partner.PartnerSource;
import io.penstock.wire.CallContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.eventbridge.model.EventSourceState;
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
        Optional<PartnerSource> source =
                offers.known(call.region(), entry.source()).filter(known -> offers.isOf(call, known));
        if (source.isEmpty()) {
            // Made a moment ago at another node.
            source = offers.ask(call, entry.source(), call.account().value())
                    .source()
                    .filter(asked -> offers.isOf(call, asked));
        }
        if (source.isEmpty()) {
            return new Sending.Refused(EntryCheck.NOT_AUTHORIZED);
        }
        PartnerSource found = source.get();
        List<Sending.Bus> buses = new ArrayList<>();
        offers.accounts(call.region(), found).forEach((account, view) -> {
            if (view.state().equals(Optional.of(EventSourceState.ACTIVE))) {
                buses.add(new Sending.Bus(Offers.busArn(call.region(), account, found.name()), new AccountId(account)));
            }
        });
        return new Sending.Buses(buses);
    }
}
