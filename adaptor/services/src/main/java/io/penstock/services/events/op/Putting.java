package io.penstock.services.events.op;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.port.RecordLog.Appended;
import io.penstock.services.events.entry.EntryCheck;
import io.penstock.services.events.entry.EntryRecord;
import io.penstock.services.events.rules.EventsFaults;
import io.penstock.services.events.rules.EventsLimits;
import io.penstock.wire.CallContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/** PutEvents. It answers when the log has the events; the routing goes on from there. */
final class Putting {

    private final Environment environment;

    Putting(Environment environment) {
        this.environment = environment;
    }

    /** An entry under way. */
    private record Sent(String id, CompletableFuture<Appended> append) {

        PutEventsResultEntry result() throws InterruptedException {
            try {
                Await.reply(append);
                return PutEventsResultEntry.builder().eventId(id).build();
            } catch (FaultException e) {
                return failed("InternalFailure", String.valueOf(e.getMessage()));
            }
        }
    }

    PutEventsResponse put(CallContext call, PutEventsRequest request) throws InterruptedException {
        if (request.endpointId() != null) {
            throw EventsFaults.unavailable("EndpointId");
        }
        if (request.entries().stream().mapToLong(EntryCheck::bytes).sum() > EventsLimits.ENTRY_BYTES) {
            throw EventsFaults.validation("Total size of the entries in the request is over the limit.");
        }
        List<Optional<Sent>> sent = new ArrayList<>();
        List<PutEventsResultEntry> results = new ArrayList<>();
        for (PutEventsRequestEntry entry : request.entries()) {
            Optional<EntryCheck.Refused> refusal =
                    EntryCheck.refusal(entry, environment.matching().tooLong());
            sent.add(refusal.isPresent() ? Optional.empty() : Optional.of(send(call, entry)));
            results.add(refusal.map(why -> failed(why.code(), why.message()))
                    .orElseGet(() -> PutEventsResultEntry.builder().build()));
        }
        for (int i = 0; i < sent.size(); i++) {
            if (sent.get(i).isPresent()) {
                results.set(i, sent.get(i).get().result());
            }
        }
        return PutEventsResponse.builder()
                .failedEntryCount((int) results.stream()
                        .filter(result -> result.errorCode() != null)
                        .count())
                .entries(results)
                .build();
    }

    private static PutEventsResultEntry failed(String code, String message) {
        return PutEventsResultEntry.builder()
                .errorCode(code)
                .errorMessage(message)
                .build();
    }

    private Sent send(CallContext call, PutEventsRequestEntry entry) {
        String bus = Names.anyBus(call, entry.eventBusName());
        long most = (environment.random().nextLong() & ~0xF000L) | 0x4000L;
        long least = (environment.random().nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        String id = new UUID(most, least).toString();
        EntryRecord.Origin origin = new EntryRecord.Origin(
                bus,
                call.account(),
                id,
                environment.directory().version(bus),
                environment.directory().targetVersions(bus),
                environment.clock().instant());
        return new Sent(id, environment.entries().append(EntryRecord.of(entry, origin)));
    }
}
