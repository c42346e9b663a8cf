package io.penstock.services.dynamodb.store;

import io.penstock.kernel.machine.Decision;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.store.PartitionReply.Busy;
import io.penstock.services.dynamodb.store.PartitionReply.Conflict;
import io.penstock.services.dynamodb.store.PartitionReply.Refused;
import io.penstock.services.dynamodb.store.PartitionReply.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is decided about changes of items. */
final class WriteDecisions {

    /** Bytes of changes in one decision; the rest is told to be busy. */
    private static final int DECISION_BYTES = 4 << 20;

    private final Fence fence;

    WriteDecisions(Fence fence) {
        this.fence = fence;
    }

    /**
     * What an action comes to.
     *
     * @param holds whether the condition held
     * @param before empty for none
     * @param after empty for none
     */
    record Outcome(boolean holds, boolean existed, Item before, Item after) {

        int sizeBefore() {
            return existed ? before.size() : -1;
        }

        boolean changes() {
            return existed || !after.isEmpty();
        }
    }

    Decision<PartitionEvent, PartitionReply> write(PartitionState state, Action action) {
        if (state.isLocked(action.place())) {
            return Decision.reply(new Conflict());
        }
        Outcome outcome = outcome(state, action);
        if (!outcome.holds()) {
            return fence.answer(new Refused(outcome.before()));
        }
        Written reply = new Written(outcome.before(), outcome.after());
        return outcome.changes()
                ? Decision.journal(changed(action.place(), state.version() + 1, outcome), reply)
                : fence.answer(reply);
    }

    Decision<PartitionEvent, PartitionReply> writeAll(PartitionState state, List<Action> actions) {
        List<PartitionEvent> events = new ArrayList<>();
        List<PartitionReply> replies = new ArrayList<>();
        long size = 0;
        for (Action action : actions) {
            if (state.isLocked(action.place())) {
                replies.add(new Conflict());
            } else if (size > DECISION_BYTES) {
                replies.add(new Busy());
            } else {
                Outcome outcome = outcome(state, action);
                replies.add(new Written(Item.EMPTY, Item.EMPTY));
                if (outcome.changes()) {
                    events.add(changed(action.place(), state.version() + events.size() + 1, outcome));
                    size += outcome.after().size();
                }
            }
        }
        return Decision.journal(events, new PartitionReply.WrittenAll(replies));
    }

    /** Evaluates an action on the item that is there. */
    Outcome outcome(PartitionState state, Action action) {
        Optional<Entry> found = state.find(action.place());
        Item before = found.map(Entry::item).orElse(Item.EMPTY);
        boolean existed = found.isPresent();
        if (!action.condition().holds(before)) {
            return new Outcome(false, existed, before, before);
        }
        Item after = switch (action) {
            case Action.Put put -> put.item();
            case Action.Update update -> updated(state, update, before);
            case Action.Delete _ -> Item.EMPTY;
            case Action.Check _ -> before;
        };
        return new Outcome(true, existed, before, after);
    }

    private static Item updated(PartitionState state, Action.Update update, Item before) {
        Item after = update.change().apply(before, update.key());
        TableShape shape = state.shape();
        if (shape != null && !after.isEmpty()) {
            shape.guard().checkUpdated(after);
        }
        return after;
    }

    PartitionEvent.Changed changed(Bytes place, long version, Outcome outcome) {
        return new PartitionEvent.Changed(
                place, version, outcome.after().isEmpty() ? null : outcome.after(), outcome.sizeBefore());
    }
}
