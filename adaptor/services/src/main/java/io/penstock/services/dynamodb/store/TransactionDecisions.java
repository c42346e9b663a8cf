package io.penstock.services.dynamodb.store;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.store.PartitionReply.Problem;
import io.penstock.services.dynamodb.store.PreparedWrites.Write;
import io.penstock.services.dynamodb.store.WriteDecisions.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A partition's part in transactions: hold, then change or forget. */
final class TransactionDecisions {

    /** A transaction that is prepared for so long may have lost its coordinator's word: it is asked for. */
    static final Duration OVERDUE = Duration.ofSeconds(15);

    private final WriteDecisions writes;

    TransactionDecisions(WriteDecisions writes) {
        this.writes = writes;
    }

    Decision<PartitionEvent, PartitionReply> prepare(
            PartitionState state, PartitionCommand.Prepare prepare, Tick tick) {
        if (state.prepared(prepare.transaction()).isPresent()) {
            return Decision.reply(new PartitionReply.Ready());
        }
        List<Write> held = new ArrayList<>();
        List<@Nullable Problem> problems = new ArrayList<>();
        for (Action action : prepare.actions()) {
            problems.add(hold(state, action, held));
        }
        if (problems.stream().anyMatch(Objects::nonNull)) {
            return Decision.reply(new PartitionReply.NotReady(problems));
        }
        PreparedWrites prepared = new PreparedWrites(
                prepare.transaction(), prepare.coordinator(), tick.now().toEpochMilli(), held);
        return Decision.journal(new PartitionEvent.Prepared(prepared), new PartitionReply.Ready());
    }

    private @Nullable Problem hold(PartitionState state, Action action, List<Write> held) {
        if (state.isLocked(action.place())) {
            return new Problem(Problem.Kind.CONFLICT, "", Item.EMPTY);
        }
        Outcome outcome;
        try {
            outcome = writes.outcome(state, action);
        } catch (FaultException e) {
            return new Problem(Problem.Kind.VALIDATION, e.getMessage(), Item.EMPTY);
        }
        if (!outcome.holds()) {
            return new Problem(Problem.Kind.CONDITION, "", outcome.before());
        }
        boolean changes = !(action instanceof Action.Check) && outcome.changes();
        Item after = outcome.after();
        held.add(new Write(action.place(), changes, !changes || after.isEmpty() ? null : after, outcome.sizeBefore()));
        return null;
    }

    Decision<PartitionEvent, PartitionReply> commit(PartitionState state, String transaction) {
        Optional<PreparedWrites> prepared = state.prepared(transaction);
        if (prepared.isEmpty()) {
            return Decision.reply(new PartitionReply.Done());
        }
        List<PartitionEvent> events = new ArrayList<>();
        long version = state.version();
        for (Write write : prepared.get().writes()) {
            if (write.changes()) {
                events.add(new PartitionEvent.Changed(write.place(), ++version, write.item(), write.sizeBefore()));
            }
        }
        events.add(new PartitionEvent.Released(transaction));
        return Decision.journal(events, new PartitionReply.Done());
    }

    Decision<PartitionEvent, PartitionReply> abort(PartitionState state, String transaction) {
        return state.prepared(transaction).isEmpty()
                ? Decision.reply(new PartitionReply.Done())
                : Decision.journal(new PartitionEvent.Released(transaction), new PartitionReply.Done());
    }

    /** The companion asks the coordinators of those that are overdue. */
    Decision<PartitionEvent, PartitionReply> look(PartitionState state, Tick tick) {
        long now = tick.now().toEpochMilli();
        List<PreparedWrites> overdue = state.prepared().stream()
                .filter(writes -> writes.atMillis() + OVERDUE.toMillis() <= now)
                .toList();
        return Decision.derived(
                List.of(new PartitionEvent.Looked(now + OVERDUE.toMillis(), overdue)), new PartitionReply.Done());
    }
}
