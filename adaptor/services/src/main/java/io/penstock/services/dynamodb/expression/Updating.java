package io.penstock.services.dynamodb.expression;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.expression.Update.Action;
import io.penstock.services.dynamodb.expression.Update.Source;
import io.penstock.services.dynamodb.item.AttributeValue;
import io.penstock.services.dynamodb.item.DdbNumber;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.ItemRules;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One application of an update to one item. */
final class Updating {

    private static final String NOT_THERE =
            "The provided expression refers to an attribute that does not exist in the item";
    private static final String WRONG_TYPE = "An operand in the update expression has an incorrect data type";
    private static final String WRONG_LEGACY_TYPE = "Type mismatch for attribute to update";

    private final Item present;
    private final Draft draft;

    Updating(Item present, Item key) {
        this.present = present;
        this.draft = new Draft(present.isEmpty() ? key : present);
    }

    Item apply(Update update) {
        if (present.isEmpty() && update.onlyRemoves()) {
            return Item.EMPTY;
        }
        // Everything is read before anything is written, so that an action sees nothing of the others.
        List<@Nullable AttributeValue> values = new ArrayList<>();
        for (Action action : update.actions()) {
            values.add(after(action));
        }
        for (int i = 0; i < values.size(); i++) {
            write(update.actions().get(i), values.get(i));
        }
        Item updated = draft.item();
        ItemRules.checkUpdated(updated);
        return updated;
    }

    private void write(Action action, @Nullable AttributeValue value) {
        if (value != null) {
            draft.put(action.path(), value);
        } else if (!present.isEmpty()) {
            // On an item that is made anew AWS removes any path in silence, on one that is there the way must exist.
            draft.remove(action.path());
        }
    }

    /** What stands at an action's path afterwards; null when nothing does. */
    private @Nullable AttributeValue after(Action action) {
        return switch (action) {
            case Action.Put put -> read(put.value());
            case Action.Remove _ -> null;
            case Action.Add add -> sum(add.path().in(present), add.value(), WRONG_TYPE);
            case Action.Delete delete -> without(delete.path().in(present), delete.members(), WRONG_TYPE);
            case Action.LegacyAdd add -> legacySum(add.path().in(present), add.value());
            case Action.LegacyDelete delete -> without(delete.path().in(present), delete.members(), WRONG_LEGACY_TYPE);
        };
    }

    private AttributeValue read(Source source) {
        return switch (source) {
            case Source.Literal literal -> literal.value();
            case Source.Path path -> there(path.path().in(present));
            case Source.IfNotExists choice -> {
                AttributeValue first = choice.path().in(present);
                yield first == null ? read(choice.otherwise()) : first;
            }
            case Source.Plus plus -> new AttributeValue.N(number(plus.left()).plus(number(plus.right())));
            case Source.Minus minus -> new AttributeValue.N(number(minus.left()).minus(number(minus.right())));
            case Source.ListAppend append -> joined(list(append.first()), list(append.second()));
        };
    }

    private static AttributeValue there(@Nullable AttributeValue value) {
        if (value == null) {
            throw DynamoFaults.validation(NOT_THERE);
        }
        return value;
    }

    private DdbNumber number(Source source) {
        if (read(source) instanceof AttributeValue.N number) {
            return number.value();
        }
        throw DynamoFaults.validation(WRONG_TYPE);
    }

    private List<AttributeValue> list(Source source) {
        if (read(source) instanceof AttributeValue.L list) {
            return list.value();
        }
        throw DynamoFaults.validation(WRONG_TYPE);
    }

    private static AttributeValue joined(List<AttributeValue> first, List<AttributeValue> second) {
        List<AttributeValue> both = new ArrayList<>(first);
        both.addAll(second);
        return new AttributeValue.L(both);
    }

    private static AttributeValue sum(@Nullable AttributeValue present, AttributeValue added, String wrongType) {
        if (present == null) {
            return added;
        }
        if (present instanceof AttributeValue.N number && added instanceof AttributeValue.N more) {
            return new AttributeValue.N(number.value().plus(more.value()));
        }
        return Sets.union(present, added).orElseThrow(() -> wrong(wrongType));
    }

    private static AttributeValue legacySum(@Nullable AttributeValue present, AttributeValue added) {
        return present instanceof AttributeValue.L first && added instanceof AttributeValue.L second
                ? joined(first.value(), second.value())
                : sum(present, added, WRONG_LEGACY_TYPE);
    }

    private static @Nullable AttributeValue without(
            @Nullable AttributeValue present, AttributeValue taken, String wrongType) {
        if (present == null) {
            return null;
        }
        if (present.type() != taken.type() || !present.type().isSet()) {
            throw wrong(wrongType);
        }
        return Sets.difference(present, taken).orElse(null);
    }

    private static FaultException wrong(String text) {
        return DynamoFaults.validation(text);
    }
}
