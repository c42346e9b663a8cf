package io.penstock.services.dynamodb.expression;

import io.penstock.services.dynamodb.item.AttributeValue;
import io.penstock.services.dynamodb.item.Item;
import java.util.List;

/**
 * A change of an item. All values are read before anything is written, and positions in lists mean the list as it was.
 *
 * @param actions on paths that neither overlap nor conflict
 */
public record Update(List<Action> actions) {

    /** A change at one path. */
    public sealed interface Action {
        DocumentPath path();

        record Put(DocumentPath path, Source value) implements Action {}

        record Remove(DocumentPath path) implements Action {}

        /** Adds a number to a number, or members to a set; what is not there counts as zero or as empty. */
        record Add(DocumentPath path, AttributeValue value) implements Action {}

        /** Takes members from a set; a set without members is removed. */
        record Delete(DocumentPath path, AttributeValue members) implements Action {}

        /** {@code AttributeUpdates}' ADD, which besides appends to lists and has its own error. */
        record LegacyAdd(DocumentPath path, AttributeValue value) implements Action {}

        /** {@code AttributeUpdates}' DELETE of members, which has its own error. */
        record LegacyDelete(DocumentPath path, AttributeValue members) implements Action {}
    }

    /** Where a value that is put comes from. */
    public sealed interface Source {
        record Literal(AttributeValue value) implements Source {}

        record Path(DocumentPath path) implements Source {}

        record Plus(Source left, Source right) implements Source {}

        record Minus(Source left, Source right) implements Source {}

        /** What stands at the path, or else the other. */
        record IfNotExists(DocumentPath path, Source otherwise) implements Source {}

        record ListAppend(Source first, Source second) implements Source {}
    }

    public Update {
        actions = List.copyOf(actions);
    }

    /** Whether there are actions, and all of them take something away: those make no item where there is none. */
    boolean onlyRemoves() {
        return !actions.isEmpty()
                && actions.stream().allMatch(action -> switch (action) {
                    case Action.Remove _, Action.Delete _, Action.LegacyDelete _ -> true;
                    case Action.Put _, Action.Add _, Action.LegacyAdd _ -> false;
                });
    }

    /** The paths that are changed, in the order they were written. */
    public List<DocumentPath> paths() {
        return actions.stream().map(Action::path).toList();
    }

    /**
     * The item afterwards; empty when there was none and the update only takes away, see
     * <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.AttributeUpdates.html">AttributeUpdates</a>.
     *
     * @param present the item that is there, or the empty one
     * @param key the attributes that a new item begins with
     * @throws io.penstock.kernel.fault.FaultException {@code ValidationException} when a value is missing, of a wrong type, a number out of
     *     range, a path that leads nowhere, or an item that becomes too large or nested too deeply
     */
    public Item apply(Item present, Item key) {
        return new Updating(present, key).apply(this);
    }
}
