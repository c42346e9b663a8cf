package io.penstock.services.events.bus;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.common.JsonRecords;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** The behaviour of a bus with its rules. Decisions are in {@link BusDecisions}. */
public final class BusMachine implements Machine<BusState, BusCommand, BusEvent, BusReply> {

    /** Name and codecs of the kind. */
    public static final MachineType<BusCommand, BusReply> TYPE =
            new MachineType<>("events.bus", JsonRecords.sealed(BusCommand.class), JsonRecords.sealed(BusReply.class));

    private static final Codec<BusEvent> EVENTS = JsonRecords.sealed(BusEvent.class);
    static final Codec<BusState> STATES = JsonRecords.of(BusState.class);

    /** The aggregate of a bus. */
    public static AggregateId id(String arn) {
        return new AggregateId(arn);
    }

    @Override
    public MachineType<BusCommand, BusReply> type() {
        return TYPE;
    }

    /** The default bus is there without having been made. */
    @Override
    public BusState initial(AggregateId id) {
        BusState state = new BusState();
        state.arn = id.key();
        if (BusDefinition.isDefault(id.key())) {
            state.bus = BusDefinition.made(id.key(), null, 0);
        }
        return state;
    }

    @Override
    public Decision<BusEvent, BusReply> decide(BusState state, BusCommand command, Tick tick) {
        return switch (command) {
            case BusCommand.Create create -> BusDecisions.create(state, create, tick);
            case BusCommand.Touch() -> BusDecisions.touch(state);
            case BusCommand.Delete() -> BusDecisions.delete(state);
            case BusCommand.Describe() -> Decision.reply(BusDecisions.describe(state));
            case BusCommand.Update update -> BusDecisions.update(state, update, tick);
            case BusCommand.ReplacePolicy(String document) ->
                BusDecisions.changePolicy(state, BusPolicy.checked(document), tick);
            case BusCommand.AllowAccess allow ->
                BusDecisions.changePolicy(state, BusPolicy.allowed(BusDecisions.bus(state), allow), tick);
            case BusCommand.WithdrawAccess(String id) ->
                BusDecisions.changePolicy(state, BusPolicy.withdrawn(BusDecisions.bus(state), id), tick);
            case BusCommand.Tag tag -> TagDecisions.tag(state, tag);
            case BusCommand.Tags(String rule) -> TagDecisions.tags(state, rule);
            case BusCommand.PutRule put -> BusDecisions.putRule(state, put, tick);
            case BusCommand.DeleteRule(String name) -> BusDecisions.deleteRule(state, name);
            case BusCommand.SetEnabled set -> BusDecisions.setEnabled(state, set, tick);
            case BusCommand.Wake() -> Decision.journal(ScheduleDecisions.due(state, tick), new BusReply.Noted());
            case BusCommand.Put(String id) ->
                state.occurred.containsKey(id)
                        ? Decision.journal(new BusEvent.Put(id), new BusReply.Noted())
                        : Decision.reply(new BusReply.Noted());
            case BusCommand.DescribeRule(String name) -> BusDecisions.describeRule(state, name);
            case BusCommand.Rules() -> BusDecisions.rules(state);
            case BusCommand.PutTargets put -> BusDecisions.putTargets(state, put);
            case BusCommand.RemoveTargets remove -> BusDecisions.removeTargets(state, remove);
        };
    }

    @Override
    public BusState evolve(BusState state, BusEvent event) {
        switch (event) {
            case BusEvent.Created(BusDefinition bus, long version) -> {
                state.bus = bus;
                state.version = version;
            }
            case BusEvent.Touched(long version) -> state.version = version;
            case BusEvent.Deleted(long version) -> {
                state.bus = null;
                state.rules.clear();
                state.due.clear();
                state.tags.clear();
                state.ruleTags.clear();
                state.version = version;
            }
            case BusEvent.RulePut(RuleDefinition rule, Long next) -> {
                state.rules.put(rule.name(), rule);
                state.setDue(rule.name(), next);
                state.version = rule.version();
            }
            case BusEvent.RuleDeleted(String name, long version) -> {
                state.rules.remove(name);
                state.setDue(name, null);
                state.ruleTags.remove(name);
                state.version = version;
            }
            case BusEvent.Fired(String id, Occurrence occurrence, Long next) -> {
                state.occurred.put(id, occurrence);
                state.setDue(occurrence.rule(), next);
            }
            case BusEvent.Put(String id) -> state.occurred.remove(id);
            case BusEvent.Tagged(String rule, var tags) -> state.setTags(rule, tags);
        }
        return state;
    }

    @Override
    public Codec<BusEvent> events() {
        return EVENTS;
    }

    @Override
    public Codec<BusState> states() {
        return STATES;
    }

    @Override
    public Optional<Instant> nextDue(BusState state) {
        return state.due.values().stream().min(Comparator.naturalOrder()).map(Instant::ofEpochMilli);
    }

    @Override
    public Optional<BusCommand> due() {
        return Optional.of(new BusCommand.Wake());
    }

    /** A name that ever existed is remembered for good: versions must go on. */
    @Override
    public boolean isVacant(BusState state) {
        return state.version == 0 && state.tags.isEmpty();
    }
}
