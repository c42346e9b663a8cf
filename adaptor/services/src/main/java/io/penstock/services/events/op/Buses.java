package io.penstock.services.events.op;

import io.penstock.services.common.Await;
import io.penstock.services.events.bus.BusCommand;
import io.penstock.services.events.bus.BusDefinition;
import io.penstock.services.events.bus.BusReply;
import io.penstock.services.events.partner.PartnerSource;
import io.penstock.services.events.rules.EventsFaults;
import io.penstock.wire.CallContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.CreateEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.DeleteEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.EventBus;
import software.amazon.awssdk.services.eventbridge.model.ListEventBusesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListEventBusesResponse;
import software.amazon.awssdk.services.eventbridge.model.UpdateEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.UpdateEventBusResponse;

/** The operations on buses. */
final class Buses {

    private final Environment environment;
    private final EventSources sources;

    Buses(Environment environment) {
        this.environment = environment;
        this.sources = new EventSources(environment);
    }

    private BusReply submit(String arn, BusCommand command) throws InterruptedException {
        return Await.reply(environment.directory().submit(arn, command));
    }

    CreateEventBusResponse create(CallContext call, CreateEventBusRequest request) throws InterruptedException {
        String name = request.name();
        checkName(name, request.eventSourceName());
        refuseSettings(request.kmsKeyIdentifier(), request.deadLetterConfig(), request.logConfig());
        SortedMap<String, String> tags = Tags.of(request.tags());
        if (buses(call).size() >= environment.limits().buses()) {
            throw EventsFaults.LIMIT.with();
        }
        String arn = Names.bus(call, name);
        Await.reply(environment.entries().topic());
        if (PartnerSource.isName(name)) {
            sources.associate(call, name);
        }
        submit(arn, new BusCommand.Create(request.description(), tags));
        return CreateEventBusResponse.builder()
                .eventBusArn(arn)
                .description(request.description())
                .build();
    }

    /** A bus of a partner source has the name of the source, and no other bus has such a name. */
    private static void checkName(String name, @Nullable String source) {
        if (source == null && name.indexOf('/') >= 0) {
            throw EventsFaults.validation("Event bus name must not contain '/'.");
        }
        if (source != null && !source.equals(name)) {
            throw EventsFaults.validation(
                    "Parameter Name is not valid. Reason: it must match EventSourceName exactly.");
        }
    }

    private static void refuseSettings(@Nullable Object key, @Nullable Object deadLetters, @Nullable Object log) {
        if (key != null || deadLetters != null || log != null) {
            throw EventsFaults.unavailable("KmsKeyIdentifier, DeadLetterConfig or LogConfig");
        }
    }

    /** Those of the caller, the default one always among them. */
    private List<BusDefinition> buses(CallContext call) {
        String own = Names.bus(call, "");
        String standard = Names.bus(call, null);
        List<BusDefinition> buses = new ArrayList<>(environment.directory().buses().stream()
                .filter(bus -> bus.arn().startsWith(own))
                .toList());
        if (buses.stream().noneMatch(bus -> bus.arn().equals(standard))) {
            buses.add(BusDefinition.made(standard, null, 0));
        }
        return buses;
    }

    ListEventBusesResponse list(CallContext call, ListEventBusesRequest request) {
        String prefix = request.namePrefix() == null ? "" : request.namePrefix();
        Page<BusDefinition> page = Page.of(
                buses(call).stream()
                        .filter(bus -> bus.name().startsWith(prefix))
                        .toList(),
                BusDefinition::name,
                request.nextToken(),
                request.limit());
        return ListEventBusesResponse.builder()
                .eventBuses(page.items().stream().map(Buses::described).toList())
                .nextToken(page.next())
                .build();
    }

    private static EventBus described(BusDefinition bus) {
        EventBus.Builder described = EventBus.builder()
                .name(bus.name())
                .arn(bus.arn())
                .description(bus.description())
                .policy(bus.policy());
        if (bus.created() > 0) {
            described.creationTime(Instant.ofEpochMilli(bus.created()));
        }
        if (Math.max(bus.created(), bus.modified()) > 0) {
            described.lastModifiedTime(Instant.ofEpochMilli(Math.max(bus.created(), bus.modified())));
        }
        return described.build();
    }

    UpdateEventBusResponse update(CallContext call, UpdateEventBusRequest request) throws InterruptedException {
        refuseSettings(request.kmsKeyIdentifier(), request.deadLetterConfig(), request.logConfig());
        String arn = Names.bus(call, request.name());
        if (!(submit(arn, new BusCommand.Update(request.description()))
                instanceof BusReply.Known(BusDefinition bus, long _))) {
            throw new IllegalStateException("not a bus: " + arn);
        }
        return UpdateEventBusResponse.builder()
                .arn(arn)
                .name(bus.name())
                .description(bus.description())
                .build();
    }

    DescribeEventBusResponse describe(CallContext call, DescribeEventBusRequest request) throws InterruptedException {
        String arn = Names.bus(call, request.name());
        if (!(submit(arn, new BusCommand.Describe()) instanceof BusReply.Known(BusDefinition bus, long _))) {
            throw EventsFaults.noBus(Names.name(arn));
        }
        EventBus known = described(bus);
        return DescribeEventBusResponse.builder()
                .name(known.name())
                .arn(known.arn())
                .description(known.description())
                .policy(known.policy())
                .creationTime(known.creationTime())
                .lastModifiedTime(known.lastModifiedTime())
                .build();
    }

    DeleteEventBusResponse delete(CallContext call, DeleteEventBusRequest request) throws InterruptedException {
        String arn = Names.bus(call, request.name());
        if (Names.name(arn).equals(Names.DEFAULT)) {
            throw EventsFaults.validation("Cannot delete event bus default.");
        }
        if (environment.archives().isArchived(arn)) {
            // On AWS an archive has a rule of its own on the bus.
            throw EventsFaults.validation("Event bus can't be deleted since it has rules.");
        }
        if (PartnerSource.isName(Names.name(arn))) {
            sources.dissociate(call, Names.name(arn));
        }
        submit(arn, new BusCommand.Delete());
        return DeleteEventBusResponse.builder().build();
    }
}
