package io.penstock.services.dynamodb.store;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.dynamodb.item.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A partition of a table. Decisions read items of the store, which is local and attached to the state: until it is, commands wait, and a decision is a function of
 * overlay and store, which together are what the journal says.
 */
public final class PartitionMachine
        implements Machine<PartitionState, PartitionCommand, PartitionEvent, PartitionReply> {

    /** Name and codecs of the kind. */
    public static final MachineType<PartitionCommand, PartitionReply> TYPE =
            new MachineType<>("dynamodb.partition", new CommandCodec(), new ReplyCodec());

    /** Until a store is attached: time to fold a large topic. */
    private static final Duration RESTORE = Duration.ofMinutes(2);

    /** Until there is room for another change. */
    private static final Duration ROOM = Duration.ofSeconds(2);

    /**
     * Heap of changes that are not in the store yet, or not made yet, above which no change is decided. Keeps one topic that is stuck from taking all of what
     * the node has for them, see {@link WriteMemory}.
     */
    static final long OVERLAY_BYTES = 4L << 20;

    private final WriteDecisions writes;
    private final ReadDecisions reads;
    private final TransactionDecisions transactions;
    private final ExpiryDecisions expiry;

    /** @param shared whether other nodes may own partitions: consistent reads are journaled then, see {@link Fence} */
    public PartitionMachine(boolean shared) {
        Fence fence = new Fence(shared);
        writes = new WriteDecisions(fence);
        reads = new ReadDecisions(fence);
        transactions = new TransactionDecisions(writes, fence);
        expiry = new ExpiryDecisions(writes);
    }

    /** The aggregate of a partition. */
    public static AggregateId id(String tableArn, String tableId, int partition) {
        return new AggregateId(tableArn + "#" + tableId + "#" + partition);
    }

    @Override
    public MachineType<PartitionCommand, PartitionReply> type() {
        return TYPE;
    }

    @Override
    public PartitionState initial(AggregateId id) {
        return new PartitionState();
    }

    @Override
    public Decision<PartitionEvent, PartitionReply> decide(PartitionState state, PartitionCommand command, Tick tick) {
        return switch (command) {
            case PartitionCommand.Shape(TableShape shape) -> shape(state, shape);
            case PartitionCommand.Discard() ->
                state.shape() == null
                        ? Decision.reply(new PartitionReply.Done())
                        : Decision.journal(new PartitionEvent.Discarded(), new PartitionReply.Done());
            case PartitionCommand.BeginTerm() ->
                state.shape() == null
                        ? Decision.reply(new PartitionReply.Absent())
                        : Decision.journal(term(state), new PartitionReply.Done());
            case PartitionCommand.Attach(PartitionView view, WriteMemory.Share share) ->
                Decision.derived(List.of(new PartitionEvent.Attached(view, share)), new PartitionReply.Done());
            case PartitionCommand.Settle(List<Entry> entries) ->
                Decision.derived(List.of(new PartitionEvent.Settled(entries)), new PartitionReply.Done());
            case PartitionCommand.Store(long version) ->
                state.shape() == null
                        ? Decision.reply(new PartitionReply.Absent())
                        : Decision.journal(new PartitionEvent.Stored(version), new PartitionReply.Done());
            case PartitionCommand.Repair(List<Bytes> places) -> whenAttached(state, tick, () -> repair(state, places));
            case PartitionCommand.Due() -> due(state, tick);
            case PartitionCommand.Measure() ->
                state.shape() == null
                        ? Decision.reply(new PartitionReply.Absent())
                        : Decision.reply(new PartitionReply.Measured(state.items(), state.bytes()));
            case PartitionCommand.Abort abort -> transactions.abort(state, abort);
            case PartitionCommand.Commit commit -> transactions.commit(state, commit);
            case PartitionCommand.Get get -> whenAttached(state, tick, () -> reads.get(state, get));
            case PartitionCommand.Read read -> whenAttached(state, tick, () -> reads.read(state, read));
            case PartitionCommand.Write(Action action) ->
                whenThereIsRoom(state, tick, () -> writes.write(state, action));
            case PartitionCommand.WriteAll(List<Action> actions) ->
                whenThereIsRoom(state, tick, () -> writes.writeAll(state, actions));
            case PartitionCommand.Prepare prepare ->
                // One that waits for the store or for room hears at once that it is over.
                state.isOver(prepare.id())
                        ? Decision.reply(new PartitionReply.Over())
                        : whenThereIsRoom(state, tick, () -> transactions.prepare(state, prepare, tick));
        };
    }

    private static Decision<PartitionEvent, PartitionReply> shape(PartitionState state, TableShape shape) {
        TableShape known = state.shape();
        if (shape.equals(known)) {
            return Decision.reply(new PartitionReply.Shaped());
        }
        PartitionEvent shaped = new PartitionEvent.Shaped(shape);
        return known == null
                ? Decision.journal(List.of(shaped, term(state)), new PartitionReply.Shaped())
                : Decision.journal(shaped, new PartitionReply.Shaped());
    }

    private static PartitionEvent term(PartitionState state) {
        return new PartitionEvent.TermBegun(state.term() + 1, state.version());
    }

    /** Told to the companion when all that the images show is durable. */
    private static Decision<PartitionEvent, PartitionReply> repair(PartitionState state, List<Bytes> places) {
        List<Entry> entries = places.stream()
                .map(place -> state.find(place).orElseGet(() -> new Entry(place, state.version(), null)))
                .toList();
        return Decision.derived(List.of(new PartitionEvent.Repaired(entries)), new PartitionReply.Done());
    }

    private Decision<PartitionEvent, PartitionReply> due(PartitionState state, Tick tick) {
        if (state.nextLook() <= tick.now().toEpochMilli()) {
            return transactions.look(state, tick);
        }
        return state.view().isEmpty() ? Decision.reply(new PartitionReply.Done()) : expiry.expire(state, tick);
    }

    private static Decision<PartitionEvent, PartitionReply> whenThereIsRoom(
            PartitionState state, Tick tick, Deciding deciding) {
        return whenAttached(
                state,
                tick,
                () -> state.heap() > OVERLAY_BYTES || !state.hasRoom()
                        ? new Decision.Park<>("room", tick.now().plus(ROOM), new PartitionReply.Busy())
                        : deciding.decide());
    }

    private static Decision<PartitionEvent, PartitionReply> whenAttached(
            PartitionState state, Tick tick, Deciding deciding) {
        if (state.shape() == null) {
            return Decision.reply(new PartitionReply.Absent());
        }
        return state.view().isEmpty()
                ? new Decision.Park<>("store", tick.now().plus(RESTORE), new PartitionReply.Busy())
                : deciding.decide();
    }

    @FunctionalInterface
    private interface Deciding {
        Decision<PartitionEvent, PartitionReply> decide();
    }

    @Override
    public PartitionState evolve(PartitionState state, PartitionEvent event) {
        state.apply(event);
        return state;
    }

    @Override
    public Codec<PartitionEvent> events() {
        return EventCodec.INSTANCE;
    }

    @Override
    public Codec<PartitionState> states() {
        return StateCodec.INSTANCE;
    }

    @Override
    public Optional<Instant> nextDue(PartitionState state) {
        long expiry = state.nextExpiry() == PartitionState.NEVER || state.view().isEmpty()
                ? PartitionState.NEVER
                : Math.clamp(state.nextExpiry(), 0, PartitionState.NEVER / 1_000) * 1_000;
        long due = Math.min(expiry, state.nextLook());
        return due == PartitionState.NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(due));
    }

    @Override
    public Optional<PartitionCommand> due() {
        return Optional.of(new PartitionCommand.Due());
    }

    @Override
    public boolean isVacant(PartitionState state) {
        return state.shape() == null;
    }
}
