package io.penstock.services.dynamodb.store;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.store.PartitionReply.Problem;
import io.penstock.services.dynamodb.store.PartitionReply.Written;
import io.penstock.services.dynamodb.store.PreparedWrites.Write;
import io.penstock.services.dynamodb.store.WriteDecisions.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A partition's part in transactions: hold, then change or forget. A transaction that is over stays so. */
final class TransactionDecisions {

    /** A transaction that is prepared for so long may have lost its coordinator's word: it is asked for. */
    static final Duration OVERDUE = Duration.ofSeconds(15);

    private final WriteDecisions writes;
    private final Fence fence;

    TransactionDecisions(WriteDecisions writes, Fence fence) {
        this.writes = writes;
        this.fence = fence;
    }

    Decision<PartitionEvent, PartitionReply> prepare(
            PartitionState state, PartitionCommand.Prepare prepare, Tick tick) {
        Optional<PreparedWrites> before = state.prepared(prepare.id());
        if (before.isPresent()) {
            return Decision.reply(ready(before.get(), prepare.images() ? held(state, before.get()) : List.of()));
        }
        List<Write> held = new ArrayList<>();
        List<Written> images = new ArrayList<>();
        List<@Nullable Problem> problems = new ArrayList<>();
        for (Action action : prepare.actions()) {
            problems.add(hold(state, action, held, images));
        }
        if (problems.stream().anyMatch(Objects::nonNull)) {
            return fence.answer(new PartitionReply.NotReady(problems));
        }
        PreparedWrites prepared = new PreparedWrites(prepare.id(), tick.now().toEpochMilli(), held);
        return Decision.journal(
                new PartitionEvent.Prepared(prepared, prepare.below()),
                ready(prepared, prepare.images() ? images : List.of()));
    }

    /** What is held has not changed since, so its images are those of the first time. */
    private static List<Written> held(PartitionState state, PreparedWrites prepared) {
        List<Written> images = new ArrayList<>();
        for (Write write : prepared.writes()) {
            Item before = state.find(write.place()).map(Entry::item).orElse(Item.EMPTY);
            images.add(new Written(
                    before, write.changes() ? Optional.ofNullable(write.item()).orElse(Item.EMPTY) : before));
        }
        return images;
    }

    private static PartitionReply ready(PreparedWrites prepared, List<Written> images) {
        return new PartitionReply.Ready(
                prepared.writes().stream().map(Write::bytes).toList(), images);
    }

    private @Nullable Problem hold(PartitionState state, Action action, List<Write> held, List<Written> images) {
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
        images.add(new Written(outcome.before(), after));
        return null;
    }

    Decision<PartitionEvent, PartitionReply> commit(PartitionState state, PartitionCommand.Commit commit) {
        Optional<PreparedWrites> prepared = state.prepared(commit.id());
        if (prepared.isEmpty()) {
            // What was prepared and is gone cannot be had again: to refuse would only hold the coordinator for ever.
            return state.shape() == null || state.isOver(commit.id())
                    ? Decision.reply(new PartitionReply.Done())
                    : Decision.journal(
                            new PartitionEvent.Released(commit.id(), commit.below()), new PartitionReply.Over());
        }
        List<PartitionEvent> events = new ArrayList<>();
        long version = state.version();
        for (Write write : prepared.get().writes()) {
            if (write.changes()) {
                events.add(new PartitionEvent.Changed(write.place(), ++version, write.item(), write.sizeBefore()));
            }
        }
        events.add(new PartitionEvent.Released(commit.id(), commit.below()));
        return Decision.journal(events, new PartitionReply.Done());
    }

    /** Of one that was not prepared too: the request to prepare it may still be on its way. */
    Decision<PartitionEvent, PartitionReply> abort(PartitionState state, PartitionCommand.Abort abort) {
        return state.shape() == null || state.isOver(abort.id())
                ? Decision.reply(new PartitionReply.Done())
                : Decision.journal(new PartitionEvent.Released(abort.id(), abort.below()), new PartitionReply.Done());
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
