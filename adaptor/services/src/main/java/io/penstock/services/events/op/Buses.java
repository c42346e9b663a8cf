package io.penstock.services.events.op;

import io.penstock.services.events.bus.BusCommand;
import io.penstock.services.events.bus.BusDefinition;
import io.penstock.services.events.bus.BusReply;
import io.penstock.services.events.rules.EventsFaults;
import io.penstock.wire.CallContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.eventbridge.model.CreateEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.DeleteEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.EventBus;
import software.amazon.awssdk.services.eventbridge.model.ListEventBusesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListEventBusesResponse;

/** The operations on buses. */
final class Buses {

    private final Environment environment;

    Buses(Environment environment) {
        this.environment = environment;
    }

    private BusReply submit(String arn, BusCommand command) throws InterruptedException {
        return Await.reply(environment.directory().submit(arn, command));
    }

    CreateEventBusResponse create(CallContext call, CreateEventBusRequest request) throws InterruptedException {
        String name = request.name();
        if (name.indexOf('/') >= 0 || request.eventSourceName() != null) {
            throw EventsFaults.unavailable("EventSourceName");
        }
        if (request.kmsKeyIdentifier() != null || request.deadLetterConfig() != null || request.logConfig() != null) {
            throw EventsFaults.unavailable("KmsKeyIdentifier, DeadLetterConfig or LogConfig");
        }
        if (!request.tags().isEmpty()) {
            throw EventsFaults.unavailable("Tags");
        }
        if (buses(call).size() >= environment.limits().buses()) {
            throw EventsFaults.LIMIT.with();
        }
        String arn = Names.bus(call, name);
        Await.reply(environment.entries().topic());
        submit(arn, new BusCommand.Create(request.description()));
        return CreateEventBusResponse.builder()
                .eventBusArn(arn)
                .description(request.description())
                .build();
    }

    /** Those of the caller, the default one always among them. */
    private List<BusDefinition> buses(CallContext call) {
        String own = Names.bus(call, "");
        String standard = Names.bus(call, null);
        List<BusDefinition> buses = new ArrayList<>(environment.directory().buses().stream()
                .filter(bus -> bus.arn().startsWith(own) && !bus.arn().equals(standard))
                .toList());
        buses.add(new BusDefinition(standard, null, 0));
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
        EventBus.Builder described =
                EventBus.builder().name(bus.name()).arn(bus.arn()).description(bus.description());
        if (bus.created() > 0) {
            described
                    .creationTime(Instant.ofEpochMilli(bus.created()))
                    .lastModifiedTime(Instant.ofEpochMilli(bus.created()));
        }
        return described.build();
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
                .creationTime(known.creationTime())
                .lastModifiedTime(known.lastModifiedTime())
                .build();
    }

    DeleteEventBusResponse delete(CallContext call, DeleteEventBusRequest request) throws InterruptedException {
        String arn = Names.bus(call, request.name());
        if (Names.name(arn).equals(Names.DEFAULT)) {
            throw EventsFaults.validation("Cannot delete event bus default.");
        }
        submit(arn, new BusCommand.Delete());
        return DeleteEventBusResponse.builder().build();
    }
}
