package io.penstock.services.dynamodb.expression;

import io.penstock.services.dynamodb.item.Item;

/**
 * What {@code ReturnValues} asks to see of a write.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html#DDB-UpdateItem-request-ReturnValues">ReturnValues</a>
 */
public enum ReturnedAttributes {
    NONE,
    ALL_OLD,
    UPDATED_OLD,
    ALL_NEW,
    UPDATED_NEW;

    /**
     * What is answered; the empty item where AWS leaves {@code Attributes} out.
     *
     * @param update what was done; without paths for anything but an update
     * @param before the item that was there, or the empty one
     * @param after the item that is there, or the empty one
     */
    public Item of(Update update, Item before, Item after) {
        return switch (this) {
            case NONE -> Item.EMPTY;
            case ALL_OLD -> before;
            case ALL_NEW -> after;
            case UPDATED_OLD -> new Projection(update.paths()).of(before);
            case UPDATED_NEW -> new Projection(update.paths()).of(after);
        };
    }
}
