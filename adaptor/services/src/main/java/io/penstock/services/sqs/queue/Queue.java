package io.penstock.services.sqs.queue;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import io.penstock.services.sqs.queue.QueueProtocol.Verdict;
import io.penstock.services.sqs.rules.SqsFaults;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The machine of one queue partition, standard or FIFO as {@link QueuePartition} says. */
public final class Queue implements Machine<QueueState, Command, QueueEvent, Reply> {

    /** Stable: written to journals. */
    public static final MachineType<Command, Reply> TYPE =
            new MachineType<>("sqs.queue", new CommandCodec(), new ReplyCodec());

    private static final String CONFIRM_LANE = "confirm";

    private static final Reply DONE = new Reply.Done();

    private final EventCodec events = new EventCodec();
    private final StateCodec states;
    private final Capacity capacity;

    public Queue() {
        this(Capacity.DEFAULT);
    }

    Queue(Capacity capacity) {
        this.capacity = capacity;
        this.states = new StateCodec(capacity);
    }

    @Override
    public MachineType<Command, Reply> type() {
        return TYPE;
    }

    @Override
    public QueueState initial(AggregateId id) {
        return new QueueState(QueuePartition.of(id).isFifo(), capacity);
    }

    @Override
    public Decision<QueueEvent, Reply> decide(QueueState state, Command command, Tick tick) {
        long now = tick.now().toEpochMilli();
        return switch (command) {
            case Command.Scan scan -> scan(state, scan, now);
            case Command.Refill(var records, long next) ->
                state.discarded
                        ? Decision.reply(DONE)
                        : Decision.derived(List.of(new QueueEvent.Refilled(now, records, next)), DONE);
            case Command.Quiet(long endOffset) ->
                state.scanned < endOffset || state.judge.keys.size() == 0
                        ? Decision.reply(DONE)
                        : Decision.derived(List.of(new QueueEvent.TailQuiet(now)), DONE);
            case Command.Receive receive -> Receiving.receive(state, receive, tick);
            case Command.ReceiveAny(var receive) -> Receiving.receive(state, receive, tick);
            case Command.Take take -> Receiving.take(state, take, now);
            case Command.Delete(var receipts) -> Leases.delete(state, receipts, now);
            case Command.ChangeVisibility(var changes) -> Leases.change(state, changes, now);
            case Command.GiveBack(var receipts) -> Leases.giveBack(state, receipts);
            case Command.GiveBackAttempt(var attempt) -> Leases.giveBack(state, attempt, now);
            case Command.Purge(long beforeOffset) -> Decision.journal(new QueueEvent.Purged(beforeOffset), DONE);
            case Command.Confirm(long[] offsets, Instant until) -> confirm(state, offsets, until);
            case Command.Measure(long endOffset) -> Decision.reply(Views.measure(state, endOffset, now));
            case Command.Peek peek -> Decision.reply(Views.peek(state, peek, now));
            case Command.Finish(long[] offsets) -> ofMoving(state, offsets, QueueEvent.Moved::new);
            case Command.Abandon(long[] offsets) -> ofMoving(state, offsets, QueueEvent.MoveAbandoned::new);
            case Command.Forget(long[] offsets) -> forget(offsets);
            case Command.Trim() -> trim(state);
            case Command.Discard() -> Decision.journal(new QueueEvent.Discarded(), DONE);
            case Command.Wake() -> wake(state, now);
        };
    }

    @Override
    public QueueState evolve(QueueState state, QueueEvent event) {
        state.apply(event);
        if (!state.discarded) {
            return state;
        }
        QueueState empty = new QueueState(state.window.fifo, capacity);
        empty.discarded = true;
        return empty;
    }

    @Override
    public Codec<QueueEvent> events() {
        return events;
    }

    @Override
    public Codec<QueueState> states() {
        return states;
    }

    @Override
    public Optional<Instant> nextDue(QueueState state) {
        long due = state.nextDue();
        return due == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(due));
    }

    @Override
    public Optional<Command> due() {
        return Optional.of(new Command.Wake());
    }

    /**
     * What was handed out to nobody. A caller with a ReceiveRequestAttemptId comes back for it and gets the same again, unless it was asked for at several partitions.
     */
    @Override
    public Optional<Command> unheard(Command command, Reply reply) {
        boolean gives = command instanceof Command.ReceiveAny
                || (command instanceof Command.Receive receive && receive.attempt() == null);
        return gives
                        && reply instanceof Reply.Received received
                        && !received.messages().isEmpty()
                ? Optional.of(new Command.GiveBack(received.receipts()))
                : Optional.empty();
    }

    @Override
    public Command shifted(Command command, Duration ahead) {
        return switch (command) {
            // One that does not wait says so with a moment that is none by any clock.
            case Command.Receive receive
            when receive.waitUntil().isAfter(Instant.EPOCH) ->
                new Command.Receive(
                        receive.max(),
                        receive.visibilitySeconds(),
                        receive.waitUntil().plus(ahead),
                        receive.attempt(),
                        receive.rules());
            case Command.ReceiveAny(Command.Receive receive) ->
                shifted(receive, ahead) instanceof Command.Receive moved ? new Command.ReceiveAny(moved) : command;
            case Command.Confirm(long[] offsets, Instant until) -> new Command.Confirm(offsets, until.plus(ahead));
            case Command other -> other;
        };
    }

    @Override
    public boolean isVacant(QueueState state) {
        return state.discarded;
    }

    private static Decision<QueueEvent, Reply> scan(QueueState state, Command.Scan scan, long now) {
        boolean tellsNothing = scan.next() <= state.scanned
                && scan.retentionMillis() == state.retentionMillis
                && state.window.isDelayedBy(scan.delayMillis());
        return state.discarded || tellsNothing
                ? Decision.reply(DONE)
                : Decision.derived(
                        List.of(new QueueEvent.TailScanned(
                                now, scan.records(), scan.next(), scan.retentionMillis(), scan.delayMillis())),
                        DONE);
    }

    private static Decision<QueueEvent, Reply> confirm(QueueState state, long[] offsets, Instant until) {
        if (state.discarded) {
            throw SqsFaults.QUEUE_DOES_NOT_EXIST.with();
        }
        List<Verdict> verdicts = new ArrayList<>(offsets.length);
        for (long offset : offsets) {
            if (offset >= state.scanned) {
                return new Decision.Park<>(CONFIRM_LANE, until, new Reply.Verdicts(List.of()));
            }
            if (offset < state.judge.found.horizon()) {
                return Decision.reply(new Reply.Verdicts(List.of()));
            }
            verdicts.add(new Verdict(offset, state.judge.found.originalOf(offset), null));
        }
        return Decision.reply(new Reply.Verdicts(verdicts));
    }

    private static Decision<QueueEvent, Reply> wake(QueueState state, long now) {
        if (state.nextExpiry() <= now) {
            OffsetRanges expired = state.window.sentBy(now - state.retentionMillis);
            if (!expired.isEmpty()) {
                return Decision.journal(QueueEvent.Dropped.of(expired), DONE);
            }
        }
        return Decision.derived(List.of(new QueueEvent.TimePassed(now)), DONE);
    }

    private static Decision<QueueEvent, Reply> trim(QueueState state) {
        List<QueueEvent> events = new ArrayList<>(2);
        if (!state.judge.unwritten.isEmpty()) {
            events.add(QueueEvent.DuplicatesJudged.of(state.judge.unwritten));
        }
        if (state.judge.sources.isChanged()) {
            events.add(state.judge.sources.note(state.scanned));
        }
        return Decision.journal(events, new Reply.Trimmable(state.trimmable()));
    }

    private static Decision<QueueEvent, Reply> forget(long[] offsets) {
        OffsetRanges lost = new OffsetRanges();
        for (long offset : offsets) {
            lost.add(offset);
        }
        return lost.isEmpty() ? Decision.reply(DONE) : Decision.journal(QueueEvent.Dropped.of(lost), DONE);
    }

    /** What to say about offsets that are moving. */
    private interface OfOffsets {
        QueueEvent event(long[] offsets);
    }

    private static Decision<QueueEvent, Reply> ofMoving(QueueState state, long[] offsets, OfOffsets makes) {
        OffsetRanges seen = new OffsetRanges();
        Offsets moving = new Offsets();
        for (long offset : offsets) {
            if (!seen.contains(offset) && state.moving(offset).isPresent()) {
                seen.add(offset);
                moving.add(offset);
            }
        }
        return moving.isEmpty() ? Decision.reply(DONE) : Decision.journal(makes.event(moving.toArray()), DONE);
    }
}
