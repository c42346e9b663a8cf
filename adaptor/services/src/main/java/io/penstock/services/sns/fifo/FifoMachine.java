package io.penstock.services.sns.fifo;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.common.JsonRecords;
import io.penstock.services.sns.fifo.FifoState.Image;
import io.penstock.services.sns.rules.SnsFaults;
import io.penstock.services.sns.rules.SnsLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The behaviour of the log of a FIFO topic. */
public final class FifoMachine implements Machine<FifoState, FifoCommand, FifoEvent, FifoReply> {

    /** Name and codecs of the kind. */
    public static final MachineType<FifoCommand, FifoReply> TYPE =
            new MachineType<>("sns.fifo", JsonRecords.sealed(FifoCommand.class), JsonRecords.sealed(FifoReply.class));

    private static final Codec<FifoEvent> EVENTS = JsonRecords.sealed(FifoEvent.class);
    private static final Codec<Image> IMAGES = JsonRecords.of(Image.class);
    private static final FifoReply DONE = new FifoReply.Done();
    private static final String CONFIRM_LANE = "confirm";

    /** The aggregate of a topic's creation. */
    public static AggregateId id(String topicArn, String creation) {
        return new AggregateId(topicArn + "/" + creation);
    }

    @Override
    public MachineType<FifoCommand, FifoReply> type() {
        return TYPE;
    }

    @Override
    public FifoState initial(AggregateId id) {
        return new FifoState();
    }

    @Override
    public Decision<FifoEvent, FifoReply> decide(FifoState state, FifoCommand command, Tick tick) {
        return switch (command) {
            case FifoCommand.Open() ->
                state.open ? Decision.reply(DONE) : Decision.journal(new FifoEvent.Opened(), DONE);
            case FifoCommand.Judge(long next, byte[] records) ->
                next <= state.judged
                        ? Decision.reply(DONE)
                        : Decision.journal(new FifoEvent.Judged(next, records), DONE);
            case FifoCommand.Confirm confirm -> confirm(state, confirm);
            case FifoCommand.Duplicates(long from, long to) ->
                Decision.reply(new FifoReply.Found(state.duplicates(from, to)));
            case FifoCommand.Advance(long to) ->
                to <= state.sent ? Decision.reply(DONE) : Decision.journal(new FifoEvent.Advanced(to), DONE);
            case FifoCommand.StartReplay start -> start(state, start);
            case FifoCommand.StopReplay(String subscription) ->
                state.replays.containsKey(subscription)
                        ? Decision.journal(new FifoEvent.ReplayStopped(subscription), DONE)
                        : Decision.reply(DONE);
            case FifoCommand.DescribeReplay(String subscription) ->
                Decision.reply(new FifoReply.Replaying(state.replays.get(subscription)));
            case FifoCommand.StepReplay(Replay replay) -> step(state, replay);
            case FifoCommand.FailReplays() -> Decision.journal(failed(state), DONE);
            case FifoCommand.Discard() ->
                state.open ? Decision.journal(new FifoEvent.Discarded(), DONE) : Decision.reply(DONE);
        };
    }

    @Override
    public FifoCommand shifted(FifoCommand command, Duration ahead) {
        return command instanceof FifoCommand.Confirm(List<Long> offsets, long until)
                ? new FifoCommand.Confirm(offsets, until + ahead.toMillis())
                : command;
    }

    private static Decision<FifoEvent, FifoReply> confirm(FifoState state, FifoCommand.Confirm confirm) {
        if (!state.open) {
            return Decision.reply(new FifoReply.Closed());
        }
        List<Long> originals = new ArrayList<>();
        for (long offset : confirm.offsets()) {
            if (offset >= state.judged) {
                return new Decision.Park<>(
                        CONFIRM_LANE, Instant.ofEpochMilli(confirm.until()), new FifoReply.Verdicts(List.of()));
            }
            if (offset < state.duplicates.horizon()) {
                return Decision.reply(new FifoReply.Verdicts(List.of()));
            }
            originals.add(state.duplicates.originalOf(offset));
        }
        return Decision.reply(new FifoReply.Verdicts(originals));
    }

    private static Decision<FifoEvent, FifoReply> start(FifoState state, FifoCommand.StartReplay start) {
        if (!state.open) {
            return Decision.reply(new FifoReply.Closed());
        }
        Replay before = state.replays.get(start.subscription());
        long others = state.replays.values().stream()
                .filter(each -> each.isActive() && !each.subscription().equals(start.subscription()))
                .count();
        if (others >= SnsLimits.REPLAYS) {
            throw SnsFaults.tooManyReplays();
        }
        Replay asked = before == null
                ? new Replay(start.subscription(), 1, start.start(), start.end(), Replay.Status.PENDING, -1, -1, 0)
                : before.replaced(start.start(), start.end());
        return Decision.journal(new FifoEvent.ReplayChanged(asked), DONE);
    }

    /** Their subscriptions go on where the end of the log is. */
    private static List<FifoEvent> failed(FifoState state) {
        return state.replays.values().stream()
                .filter(Replay::isActive)
                .<FifoEvent>map(each -> new FifoEvent.ReplayChanged(each.ended(Replay.Status.FAILED, state.sent)))
                .toList();
    }

    private static Decision<FifoEvent, FifoReply> step(FifoState state, Replay replay) {
        Replay there = state.replays.get(replay.subscription());
        boolean same = there != null && there.number() == replay.number() && there.isActive();
        return same ? Decision.journal(new FifoEvent.ReplayChanged(replay), DONE) : Decision.reply(DONE);
    }

    @Override
    public FifoState evolve(FifoState state, FifoEvent event) {
        switch (event) {
            case FifoEvent.Opened() -> state.open = true;
            case FifoEvent.Judged(long next, byte[] records) -> state.judge(next, records);
            case FifoEvent.Advanced(long to) -> state.sent = to;
            case FifoEvent.ReplayChanged(Replay replay) -> state.replays.put(replay.subscription(), replay);
            case FifoEvent.ReplayStopped(String subscription) -> state.replays.remove(subscription);
            case FifoEvent.Discarded() -> {
                return new FifoState();
            }
        }
        return state;
    }

    @Override
    public Codec<FifoEvent> events() {
        return EVENTS;
    }

    @Override
    public Codec<FifoState> states() {
        return new Codec<>() {
            @Override
            public byte[] encode(FifoState state) {
                return IMAGES.encode(state.image());
            }

            @Override
            public FifoState decode(byte[] bytes) {
                return FifoState.of(IMAGES.decode(bytes));
            }
        };
    }

    @Override
    public boolean isVacant(FifoState state) {
        return !state.open;
    }

    /** The replay of a reply. */
    public static @Nullable Replay replay(FifoReply reply) {
        return reply instanceof FifoReply.Replaying(Replay replay) ? replay : null;
    }
}
