package io.penstock.services.dynamodb.table;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.machine.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The definition of one table name, across deletions and creations. Decisions are in {@link TableDecisions}. */
public final class TableMachine implements Machine<TableState, TableCommand, TableEvent, TableReply> {

    /** Name and codecs of the kind. */
    public static final MachineType<TableCommand, TableReply> TYPE =
            new MachineType<>("dynamodb.table", TableCodecs.COMMANDS, TableCodecs.REPLIES);

    /** How long a deleted name is remembered: far longer than clocks of nodes may differ, since versions start again from the clock. */
    static final Duration REMEMBERED = Duration.ofHours(1);

    private final TableDecisions decisions = new TableDecisions();

    /** The aggregate of a table. */
    public static AggregateId id(String tableArn) {
        return new AggregateId(tableArn);
    }

    @Override
    public MachineType<TableCommand, TableReply> type() {
        return TYPE;
    }

    @Override
    public TableState initial(AggregateId id) {
        return TableState.initial(id.key());
    }

    @Override
    public Decision<TableEvent, TableReply> decide(TableState state, TableCommand command, Tick tick) {
        return switch (command) {
            case TableCommand.Create(TableDefinition draft) -> decisions.create(state, draft, tick);
            case TableCommand.Describe() -> Decision.reply(TableDecisions.describe(state));
            case TableCommand.Update(TableCommand.Changes changes) -> decisions.update(state, changes, tick);
            case TableCommand.Expire expire -> decisions.expire(state, expire, tick);
            case TableCommand.Tag tag -> decisions.tag(state, tag, tick);
            case TableCommand.Untag untag -> decisions.untag(state, untag, tick);
            case TableCommand.Delete() -> decisions.delete(state, tick);
            case TableCommand.Shaped shaped -> decisions.shaped(state, shaped, tick);
            case TableCommand.Cleared cleared -> decisions.cleared(state, cleared, tick);
            case TableCommand.Due() ->
                forgettableFrom(state).filter(from -> !from.isAfter(tick.now())).isPresent()
                        ? Decision.journal(new TableEvent.Forgotten(), TableDecisions.describe(state))
                        : Decision.reply(TableDecisions.describe(state));
        };
    }

    @Override
    public TableState evolve(TableState state, TableEvent event) {
        return switch (event) {
            case TableEvent.Defined(TableDefinition table, long version) ->
                new TableState(state.arn(), table, version, state.deletedMillis());
            case TableEvent.Gone(long version, long at) -> new TableState(state.arn(), null, version, at);
            case TableEvent.Forgotten() -> TableState.initial(state.arn());
        };
    }

    @Override
    public Codec<TableEvent> events() {
        return TableCodecs.EVENTS;
    }

    @Override
    public Codec<TableState> states() {
        return TableCodecs.STATES;
    }

    @Override
    public Optional<Instant> nextDue(TableState state) {
        return forgettableFrom(state);
    }

    @Override
    public Optional<TableCommand> due() {
        return Optional.of(new TableCommand.Due());
    }

    @Override
    public boolean isVacant(TableState state) {
        return state.table() == null && state.version() == 0;
    }

    private static Optional<Instant> forgettableFrom(TableState state) {
        return state.table() == null && state.version() > 0
                ? Optional.of(Instant.ofEpochMilli(state.deletedMillis()).plus(REMEMBERED))
                : Optional.empty();
    }
}
