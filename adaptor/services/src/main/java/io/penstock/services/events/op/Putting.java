package io.penstock.services.events.op;

import io.penstock.services.events.entry.EntryCheck;
import io.penstock.services.events.rules.EventsFaults;
import io.penstock.services.events.rules.EventsLimits;
import io.penstock.wire.CallContext;
import io.penstock.wire.CallRates;
import java.util.List;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/** PutEvents. It answers when the log has the events; the routing goes on from there. */
final class Putting {

    /** Of AWS's own events, and of those of partners, which come by PutPartnerEvents. */
    private static final String RESERVED = "aws.";

    private final CallRates rates;
    private final Sending sending;

    Putting(Environment environment) {
        this.rates = environment.rates();
        this.sending = new Sending(environment);
    }

    PutEventsResponse put(CallContext call, PutEventsRequest request) throws InterruptedException {
        if (request.endpointId() != null) {
            throw EventsFaults.unavailable("EndpointId");
        }
        rates.spend(call, "PutEvents", 1, EventsLimits.puts(call.region()));
        List<PutEventsResultEntry> results = sending.send(request.entries(), entry -> route(call, entry));
        return PutEventsResponse.builder()
                .failedEntryCount(Sending.failed(results))
                .entries(results)
                .build();
    }

    private static Sending.Route route(CallContext call, PutEventsRequestEntry entry) {
        if (entry.source().startsWith(RESERVED)) {
            return new Sending.Refused(EntryCheck.NOT_AUTHORIZED);
        }
        return new Sending.Buses(List.of(new Sending.Bus(Names.anyBus(call, entry.eventBusName()), call.account())));
    }
}
