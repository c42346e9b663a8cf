package io.penstock.services.dynamodb.item;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import io.penstock.services.dynamodb.rules.DynamoLimits;
import java.util.Collection;

/** What holds for every stored item as a whole; single values are checked where they come in. */
public final class ItemRules {

    private ItemRules() {}

    /**
     * Checks an item that is put.
     *
     * @throws FaultException {@code ValidationException} when it is larger than 400 KB, or an attribute has no name
     */
    public static void checkPut(Item item) {
        checkNames(item);
        if (item.size() > DynamoLimits.ITEM_BYTES) {
            throw DynamoFaults.validation("Item size has exceeded the maximum allowed size");
        }
    }

    /**
     * Checks what an update made of an item.
     *
     * @throws FaultException {@code ValidationException} when it is larger than 400 KB or nested more than 32 levels deep
     */
    public static void checkUpdated(Item item) {
        checkNames(item);
        if (item.size() > DynamoLimits.ITEM_BYTES) {
            throw DynamoFaults.validation("Item size to update has exceeded the maximum allowed size");
        }
        if (depth(item.attributes().values()) > DynamoLimits.NESTING) {
            throw DynamoFaults.NESTED_TOO_DEEPLY.with();
        }
    }

    private static void checkNames(Item item) {
        for (String name : item.attributes().keySet()) {
            if (name.isEmpty()) {
                throw DynamoFaults.invalidParameter("Empty attribute name");
            }
            if (name.length() > DynamoLimits.NAME_BYTES / 3 && Utf8.length(name) > DynamoLimits.NAME_BYTES) {
                throw DynamoFaults.invalidParameter("Attribute name is too large, must be less than 65536 bytes");
            }
        }
    }

    /** Lists and maps inside each other. */
    private static int depth(Collection<AttributeValue> values) {
        int deepest = 0;
        for (AttributeValue value : values) {
            int below = switch (value) {
                case AttributeValue.M map -> 1 + depth(map.value().values());
                case AttributeValue.L list -> 1 + depth(list.value());
                case AttributeValue.S _,
                        AttributeValue.N _,
                        AttributeValue.B _,
                        AttributeValue.Bool _,
                        AttributeValue.Null _,
                        AttributeValue.SS _,
                        AttributeValue.NS _,
                        AttributeValue.BS _ -> 0;
            };
            deepest = Math.max(deepest, below);
        }
        return deepest;
    }
}
