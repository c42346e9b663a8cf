package io.penstock.services.events.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.common.Await;
import io.penstock.services.events.archive.ArchiveCommand;
import io.penstock.services.events.archive.ArchiveReply;
import io.penstock.services.events.archive.ReplayDefinition;
import io.penstock.services.events.archive.ReplayDefinition.Status;
import io.penstock.services.events.bus.BusCommand;
import io.penstock.services.events.bus.BusReply;
import io.penstock.services.events.rules.ArchiveFaults;
import io.penstock.services.events.rules.EventsFaults;
import io.penstock.services.events.rules.EventsLimits;
import io.penstock.wire.CallContext;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.CancelReplayRequest;
import software.amazon.awssdk.services.eventbridge.model.CancelReplayResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeReplayRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeReplayResponse;
import software.amazon.awssdk.services.eventbridge.model.ListReplaysRequest;
import software.amazon.awssdk.services.eventbridge.model.ListReplaysResponse;
import software.amazon.awssdk.services.eventbridge.model.Replay;
import software.amazon.awssdk.services.eventbridge.model.StartReplayRequest;
import software.amazon.awssdk.services.eventbridge.model.StartReplayResponse;

/** The operations on replays. */
final class Replays {

    private final Environment environment;

    Replays(Environment environment) {
        this.environment = environment;
    }

    private ArchiveReply submit(CallContext call, ArchiveCommand command) throws InterruptedException {
        return Await.reply(environment
                .archives()
                .submit(call.region().value(), call.account().value(), command));
    }

    private static ReplayDefinition replay(ArchiveReply reply) {
        if (reply instanceof ArchiveReply.Replay(ReplayDefinition replay)) {
            return replay;
        }
        throw new IllegalStateException("not a replay: " + reply);
    }

    private List<ReplayDefinition> all(CallContext call) throws InterruptedException {
        if (submit(call, new ArchiveCommand.Look()) instanceof ArchiveReply.Shelf shelf) {
            return shelf.replays();
        }
        throw new IllegalStateException("no list of replays");
    }

    private static String arn(CallContext call, String resource) {
        return Arn.of("events", call.region(), call.account(), resource).toString();
    }

    StartReplayResponse start(CallContext call, StartReplayRequest request) throws InterruptedException {
        String archive = Sources.archive(call, request.eventSourceArn());
        String bus = Sources.bus(call, request.destination().arn(), "Destination.Arn");
        if (!request.eventStartTime().isBefore(request.eventEndTime())) {
            throw EventsFaults.validation(
                    "Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.");
        }
        if (!(Await.reply(environment.directory().submit(bus, new BusCommand.Describe())) instanceof BusReply.Known)) {
            throw EventsFaults.noBus(Names.name(bus));
        }
        ReplayDefinition started = replay(submit(
                call,
                new ArchiveCommand.Start(
                        new ReplayDefinition(
                                arn(call, "replay/" + request.replayName()),
                                request.replayName(),
                                request.description(),
                                archive,
                                bus,
                                rules(bus, request.destination().filterArns()),
                                request.eventStartTime().toEpochMilli(),
                                request.eventEndTime().toEpochMilli(),
                                Status.STARTING,
                                null,
                                environment.clock().millis(),
                                null,
                                null,
                                new TreeMap<>(),
                                new TreeMap<>()),
                        EventsLimits.REPLAYS)));
        return StartReplayResponse.builder()
                .replayArn(started.arn())
                .state(started.status().name())
                .replayStartTime(Instant.ofEpochMilli(started.started()))
                .build();
    }

    /** Rules of other buses would never get anything. */
    private static List<String> rules(String bus, List<String> given) {
        String name = Names.name(bus);
        String own = bus.substring(0, bus.indexOf(":event-bus/"))
                + ":rule/"
                + (name.equals(Names.DEFAULT) ? "" : name + "/");
        for (String rule : given) {
            if (!rule.startsWith(own) || rule.indexOf('/', own.length()) >= 0) {
                throw EventsFaults.validation(
                        "Parameter Destination.FilterArns is not valid. Reason: Must contain ARNs of rules of the event bus.");
            }
        }
        return List.copyOf(given);
    }

    CancelReplayResponse cancel(CallContext call, CancelReplayRequest request) throws InterruptedException {
        ReplayDefinition replay = replay(submit(call, new ArchiveCommand.Cancel(request.replayName())));
        return CancelReplayResponse.builder()
                .replayArn(replay.arn())
                .state(replay.status().name())
                .build();
    }

    private static @Nullable Instant time(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    DescribeReplayResponse describe(CallContext call, DescribeReplayRequest request) throws InterruptedException {
        ReplayDefinition replay = all(call).stream()
                .filter(each -> each.name().equals(request.replayName()))
                .findFirst()
                .orElseThrow(() -> ArchiveFaults.noReplay(request.replayName()));
        return DescribeReplayResponse.builder()
                .replayName(replay.name())
                .replayArn(replay.arn())
                .description(replay.description())
                .state(replay.status().name())
                .stateReason(replay.reason())
                .eventSourceArn(arn(call, "archive/" + replay.archive()))
                .destination(to -> to.arn(replay.bus()).filterArns(replay.rules()))
                .eventStartTime(time(replay.from()))
                .eventEndTime(time(replay.to()))
                .eventLastReplayedTime(time(replay.lastEvent()))
                .replayStartTime(time(replay.started()))
                .replayEndTime(time(replay.ended()))
                .build();
    }

    ListReplaysResponse list(CallContext call, ListReplaysRequest request) throws InterruptedException {
        if (Stream.of(request.namePrefix(), request.eventSourceArn(), request.stateAsString())
                        .filter(each -> each != null)
                        .count()
                > 1) {
            throw EventsFaults.validation(
                    "At most one filter is allowed for ListReplays. Use either : State, EventSourceArn, or NamePrefix.");
        }
        String prefix = request.namePrefix() == null ? "" : request.namePrefix();
        Page<ReplayDefinition> page = Page.of(
                all(call).stream()
                        .filter(each -> each.name().startsWith(prefix))
                        .filter(each -> request.eventSourceArn() == null
                                || request.eventSourceArn().equals(arn(call, "archive/" + each.archive())))
                        .filter(each -> request.state() == null
                                || request.stateAsString().equals(each.status().name()))
                        .toList(),
                ReplayDefinition::name,
                request.nextToken(),
                request.limit());
        return ListReplaysResponse.builder()
                .replays(page.items().stream()
                        .map(each -> Replay.builder()
                                .replayName(each.name())
                                .state(each.status().name())
                                .stateReason(each.reason())
                                .eventSourceArn(arn(call, "archive/" + each.archive()))
                                .eventStartTime(time(each.from()))
                                .eventEndTime(time(each.to()))
                                .eventLastReplayedTime(time(each.lastEvent()))
                                .replayStartTime(time(each.started()))
                                .replayEndTime(time(each.ended()))
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }
}
