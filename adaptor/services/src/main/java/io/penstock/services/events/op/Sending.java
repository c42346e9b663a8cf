package io.penstock.services.events.op;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Uuids;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.RecordLog.Appended;
import io.penstock.services.common.Await;
import io.penstock.services.events.entry.EntryCheck;
import io.penstock.services.events.entry.EntryRecord;
import io.penstock.services.events.rules.EventsFaults;
import io.penstock.services.events.rules.EventsLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/** Appends the entries of a request, each for itself, and tells what became of each when the log has them. */
final class Sending {

    private static final Logger LOG = LoggerFactory.getLogger(Sending.class);

    private final Environment environment;

    Sending(Environment environment) {
        this.environment = environment;
    }

    /** Where an entry goes that is well-formed. */
    @FunctionalInterface
    interface Routing {

        Route of(PutEventsRequestEntry entry) throws InterruptedException;
    }

    sealed interface Route {}

    record Refused(EntryCheck.Refused why) implements Route {}

    record Buses(List<Bus> buses) implements Route {}

    /** @param account that the event is said to be of */
    record Bus(String arn, AccountId account) {}

    /** An entry under way. */
    private sealed interface Entry {

        record Failed(EntryCheck.Refused why) implements Entry {}

        record Sent(String id, CompletableFuture<Void> appended) implements Entry {}
    }

    /**
     * A result for each entry, in their order.
     *
     * @throws FaultException when all entries together are over the limit
     */
    List<PutEventsResultEntry> send(List<PutEventsRequestEntry> entries, Routing routing) throws InterruptedException {
        if (entries.stream().mapToLong(EntryCheck::bytes).sum() > EventsLimits.ENTRY_BYTES) {
            throw EventsFaults.validation("Total size of the entries in the request is over the limit.");
        }
        // What refuses the request does so before anything of it is appended.
        List<Route> routes = new ArrayList<>();
        for (PutEventsRequestEntry entry : entries) {
            routes.add(route(entry, routing));
        }
        List<Entry> sent = new ArrayList<>();
        for (int i = 0; i < routes.size(); i++) {
            sent.add(send(entries.get(i), routes.get(i)));
        }
        List<PutEventsResultEntry> results = new ArrayList<>();
        for (Entry each : sent) {
            results.add(
                    switch (each) {
                        case Entry.Failed(EntryCheck.Refused why) -> failed(why.code(), why.message());
                        case Entry.Sent(String id, CompletableFuture<Void> appended) -> result(id, appended);
                    });
        }
        return results;
    }

    private Route route(PutEventsRequestEntry entry, Routing routing) throws InterruptedException {
        Optional<EntryCheck.Refused> refusal =
                EntryCheck.refusal(entry, environment.matching().tooLong());
        return refusal.isPresent() ? new Refused(refusal.get()) : routing.of(entry);
    }

    private Entry send(PutEventsRequestEntry entry, Route route) {
        return switch (route) {
            case Refused(EntryCheck.Refused why) -> new Entry.Failed(why);
            case Buses(List<Bus> buses) -> {
                String id = Uuids.random(environment.random());
                yield new Entry.Sent(
                        id,
                        CompletableFuture.allOf(buses.stream()
                                .map(bus -> append(EntryRecord.of(entry, origin(bus, id))))
                                .toArray(CompletableFuture<?>[]::new)));
            }
        };
    }

    /** Whatever goes wrong is in the future: entries before this one may be on their way. */
    private CompletableFuture<Appended> append(NewRecord record) {
        try {
            return environment.entries().append(record);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private EntryRecord.Origin origin(Bus bus, String id) {
        return new EntryRecord.Origin(
                bus.arn(),
                bus.account(),
                id,
                environment.directory().version(bus.arn()),
                environment.directory().targetVersions(bus.arn()),
                environment.clock().instant());
    }

    private static PutEventsResultEntry result(String id, CompletableFuture<Void> appended)
            throws InterruptedException {
        try {
            Await.reply(appended);
            return PutEventsResultEntry.builder().eventId(id).build();
        } catch (FaultException e) {
            boolean throttled = e.fault().equals(CommonFaults.THROTTLED);
            return failed(throttled ? "ThrottlingException" : "InternalFailure", String.valueOf(e.getMessage()));
        } catch (IllegalStateException defect) {
            LOG.atError().setCause(defect).log("an event was not appended");
            return failed("InternalFailure", CommonFaults.INTERNAL.with().getMessage());
        }
    }

    private static PutEventsResultEntry failed(String code, String message) {
        return PutEventsResultEntry.builder()
                .errorCode(code)
                .errorMessage(message)
                .build();
    }

    static int failed(List<PutEventsResultEntry> results) {
        return (int)
                results.stream().filter(result -> result.errorCode() != null).count();
    }
}
