package io.penstock.services.dynamodb.store;

import io.penstock.services.dynamodb.expression.Condition;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Item;

/** What one request does to one item. */
public sealed interface Action {

    /** See {@link ItemKey}. */
    Bytes place();

    /** What must hold of the item that is there. */
    Condition condition();

    /** The item becomes this one. */
    record Put(Bytes place, Item item, Condition condition) implements Action {}

    /**
     * The item is changed, or made if there is none.
     *
     * @param key what a new item begins with
     */
    record Update(Bytes place, Item key, io.penstock.services.dynamodb.expression.Update change, Condition condition)
            implements Action {}

    /** There is no such item afterwards. */
    record Delete(Bytes place, Condition condition) implements Action {}

    /** Nothing is changed, in a transaction that needs the condition. */
    record Check(Bytes place, Condition condition) implements Action {}
}
