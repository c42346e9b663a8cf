package io.penstock.services.events.archive;

import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.events.archive.ReplayDefinition.Status;
import io.penstock.services.events.rules.ArchiveFaults;
import io.penstock.services.events.rules.EventsFaults;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decisions about replays. */
final class ReplayDecisions {

    /** AWS's: a replay is told of for so long after its end. */
    static final Duration TOLD = Duration.ofDays(90);

    private static final ArchiveReply DONE = new ArchiveReply.Done();

    private ReplayDecisions() {}

    static Decision<ArchiveEvent, ArchiveReply> start(ArchiveState state, ArchiveCommand.Start start, Tick tick) {
        ReplayDefinition replay = start.replay();
        if (state.replays.containsKey(replay.name())) {
            throw ArchiveFaults.replayExists(replay.name());
        }
        ArchiveDefinition archive = state.archives.get(replay.archive());
        if (archive == null) {
            throw EventsFaults.validation(
                    "Parameter EventSourceArn is not valid. Reason: Archive " + replay.archive() + " does not exist.");
        }
        if (!archive.bus().equals(replay.bus())) {
            throw EventsFaults.validation(
                    "Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.");
        }
        long active = state.replays.values().stream()
                .filter(each -> each.status().isActive())
                .count();
        if (active >= start.limit()) {
            throw EventsFaults.LIMIT.with();
        }
        return Decision.journal(new ArchiveEvent.ReplayStarted(replay), new ArchiveReply.Replay(replay));
    }

    static Decision<ArchiveEvent, ArchiveReply> cancel(ArchiveState state, String name) {
        ReplayDefinition replay = state.replays.get(name);
        if (replay == null) {
            throw ArchiveFaults.noReplay(name);
        }
        if (replay.status() != Status.STARTING && replay.status() != Status.RUNNING) {
            throw ArchiveFaults.notNow("Replay " + name + " is not in a valid state for this operation.");
        }
        return Decision.journal(
                new ArchiveEvent.ReplayMoved(name, Status.CANCELLING, null, null),
                new ArchiveReply.Replay(replay.now(Status.CANCELLING, null, null)));
    }

    static Decision<ArchiveEvent, ArchiveReply> begin(ArchiveState state, ArchiveCommand.Begin begin) {
        return is(state, begin.name(), Status.STARTING)
                ? Decision.journal(new ArchiveEvent.ReplayBegun(begin.name(), begin.starts(), begin.ends()), DONE)
                : Decision.reply(DONE);
    }

    private static boolean is(ArchiveState state, String name, Status status) {
        ReplayDefinition replay = state.replays.get(name);
        return replay != null && replay.status() == status;
    }

    static Decision<ArchiveEvent, ArchiveReply> advance(ArchiveState state, ArchiveCommand.Advance advance) {
        ReplayDefinition replay = state.replays.get(advance.name());
        boolean forward = replay != null
                && replay.status() == Status.RUNNING
                && replay.positions().getOrDefault(advance.partition(), Long.MAX_VALUE) < advance.position();
        return forward
                ? Decision.journal(
                        new ArchiveEvent.ReplayAdvanced(
                                advance.name(), advance.partition(), advance.position(), advance.lastEvent()),
                        DONE)
                : Decision.reply(DONE);
    }

    static Decision<ArchiveEvent, ArchiveReply> end(ArchiveState state, ArchiveCommand.End end, Tick tick) {
        ReplayDefinition replay = state.replays.get(end.name());
        if (replay == null || !replay.status().isActive()) {
            return Decision.reply(DONE);
        }
        return Decision.journal(
                new ArchiveEvent.ReplayMoved(
                        end.name(), end.status(), end.reason(), tick.now().toEpochMilli()),
                DONE);
    }

    static Decision<ArchiveEvent, ArchiveReply> forget(ArchiveState state, Tick tick) {
        List<String> names = state.replays.values().stream()
                .filter(replay -> replay.ended() != null
                        && !Instant.ofEpochMilli(replay.ended()).plus(TOLD).isAfter(tick.now()))
                .map(ReplayDefinition::name)
                .toList();
        return names.isEmpty()
                ? Decision.reply(DONE)
                : Decision.journal(new ArchiveEvent.ReplaysForgotten(names), DONE);
    }

    static Optional<Instant> nextForgotten(ArchiveState state) {
        return state.replays.values().stream()
                .flatMap(replay -> Optional.ofNullable(replay.ended()).stream())
                .min(Long::compare)
                .map(ended -> Instant.ofEpochMilli(ended).plus(TOLD));
    }
}
