package io.penstock.services.dynamodb.op;

import io.penstock.services.dynamodb.expression.Condition;
import io.penstock.services.dynamodb.expression.KeyGuard;
import io.penstock.services.dynamodb.expression.Update;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.ItemRules;
import io.penstock.services.dynamodb.item.KeySchema;
import io.penstock.services.dynamodb.item.SdkValues;
import io.penstock.services.dynamodb.store.Action;
import io.penstock.services.dynamodb.store.ItemKey;
import io.penstock.services.dynamodb.table.TableDefinition;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Requests as what they do to an item, checked against the table. */
final class Actions {

    private Actions() {}

    static Action put(TableDefinition table, Item item, Condition condition) {
        table.guard().checkPaths(condition);
        Bytes place = ItemKey.of(table.keySchema().keyOf(item));
        table.guard().checkPut(item);
        ItemRules.checkPut(item);
        return new Action.Put(place, item, condition);
    }

    static Action delete(TableDefinition table, Item key, Condition condition) {
        table.guard().checkPaths(condition);
        return new Action.Delete(place(table, key), condition);
    }

    static Action check(TableDefinition table, Item key, Condition condition) {
        table.guard().checkPaths(condition);
        return new Action.Check(place(table, key), condition);
    }

    static Action update(TableDefinition table, Item key, Update update, Condition condition) {
        KeyGuard guard = table.guard();
        guard.checkUpdate(update);
        guard.checkPaths(condition);
        KeySchema schema = table.keySchema();
        return new Action.Update(ItemKey.of(schema.named(key)), key, update, condition);
    }

    /** The place of the item with this key. */
    static Bytes place(TableDefinition table, Map<String, AttributeValue> key) {
        return place(table, SdkValues.item(key));
    }

    private static Bytes place(TableDefinition table, Item key) {
        return ItemKey.of(table.keySchema().named(key));
    }
}
