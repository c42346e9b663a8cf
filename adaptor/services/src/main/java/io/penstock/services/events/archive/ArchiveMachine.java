package io.penstock.services.events.archive;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.common.JsonRecords;
import io.penstock.services.events.archive.ArchiveState.Leaving;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The behaviour of the archives and replays of an account in a Region. Decisions are in {@link ArchiveDecisions} and {@link ReplayDecisions}. */
public final class ArchiveMachine implements Machine<ArchiveState, ArchiveCommand, ArchiveEvent, ArchiveReply> {

    /** Name and codecs of the kind. */
    public static final MachineType<ArchiveCommand, ArchiveReply> TYPE = new MachineType<>(
            "events.archives", JsonRecords.sealed(ArchiveCommand.class), JsonRecords.sealed(ArchiveReply.class));

    private static final Codec<ArchiveEvent> EVENTS = JsonRecords.sealed(ArchiveEvent.class);
    static final Codec<ArchiveState> STATES = JsonRecords.of(ArchiveState.class);

    /** The aggregate of an account in a Region. */
    public static AggregateId id(String region, String account) {
        return new AggregateId("archives:" + region + ":" + account);
    }

    @Override
    public MachineType<ArchiveCommand, ArchiveReply> type() {
        return TYPE;
    }

    @Override
    public ArchiveState initial(AggregateId id) {
        return new ArchiveState();
    }

    @Override
    public Decision<ArchiveEvent, ArchiveReply> decide(ArchiveState state, ArchiveCommand command, Tick tick) {
        return switch (command) {
            case ArchiveCommand.Create(ArchiveDefinition archive) -> ArchiveDecisions.create(state, archive);
            case ArchiveCommand.Update update -> ArchiveDecisions.update(state, update);
            case ArchiveCommand.Delete(String name) -> ArchiveDecisions.delete(state, name);
            case ArchiveCommand.Look() -> Decision.reply(ArchiveDecisions.shelf(state));
            case ArchiveCommand.Ready ready -> ArchiveDecisions.ready(state, ready);
            case ArchiveCommand.Gone(String topic) -> ArchiveDecisions.gone(state, topic);
            case ArchiveCommand.Count count -> ArchiveDecisions.count(state, count);
            case ArchiveCommand.Start start -> ReplayDecisions.start(state, start, tick);
            case ArchiveCommand.Cancel(String name) -> ReplayDecisions.cancel(state, name);
            case ArchiveCommand.Begin begin -> ReplayDecisions.begin(state, begin);
            case ArchiveCommand.Advance advance -> ReplayDecisions.advance(state, advance);
            case ArchiveCommand.End end -> ReplayDecisions.end(state, end, tick);
            case ArchiveCommand.Wake() -> ReplayDecisions.forget(state, tick);
        };
    }

    @Override
    public ArchiveState evolve(ArchiveState state, ArchiveEvent event) {
        switch (event) {
            case ArchiveEvent.ArchivePut(ArchiveDefinition archive) -> {
                state.archives.put(archive.name(), archive);
                state.version = archive.version();
            }
            case ArchiveEvent.ArchiveDeleted(String name, long version) -> {
                ArchiveDefinition gone = known(state.archives.remove(name), name);
                state.tallies.remove(name);
                state.leaving.put(gone.topic(), new Leaving(gone.arn(), name, gone.topic(), gone.topicId(), version));
                state.version = version;
            }
            case ArchiveEvent.TopicGone(String topic) -> state.leaving.remove(topic);
            case ArchiveEvent.Counted(String name, int partition, long to, long events, long bytes, var times) ->
                state.count(name, partition, to, new Tally.Total(events, bytes), times);
            case ArchiveEvent.ReplayStarted(ReplayDefinition replay) -> state.replays.put(replay.name(), replay);
            case ArchiveEvent.ReplayBegun(String name, var starts, var ends) ->
                change(state, name, replay -> replay.begun(starts, ends));
            case ArchiveEvent.ReplayAdvanced(String name, int partition, long position, var last) ->
                change(state, name, replay -> replay.advanced(partition, position, last));
            case ArchiveEvent.ReplayMoved(String name, var status, var reason, var at) ->
                change(state, name, replay -> replay.now(status, reason, at));
            case ArchiveEvent.ReplaysForgotten(var names) ->
                state.replays.keySet().removeAll(names);
        }
        return state;
    }

    private static void change(ArchiveState state, String name, UnaryOperator<ReplayDefinition> changed) {
        state.replays.put(name, changed.apply(known(state.replays.get(name), name)));
    }

    private static <T> T known(@Nullable T found, String name) {
        if (found == null) {
            throw new IllegalStateException("there is no " + name);
        }
        return found;
    }

    @Override
    public Codec<ArchiveEvent> events() {
        return EVENTS;
    }

    @Override
    public Codec<ArchiveState> states() {
        return STATES;
    }

    @Override
    public Optional<Instant> nextDue(ArchiveState state) {
        return ReplayDecisions.nextForgotten(state);
    }

    @Override
    public Optional<ArchiveCommand> due() {
        return Optional.of(new ArchiveCommand.Wake());
    }

    /** Versions of names must go on for good. */
    @Override
    public boolean isVacant(ArchiveState state) {
        return state.version == 0;
    }
}
