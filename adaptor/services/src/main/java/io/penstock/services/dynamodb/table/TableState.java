package io.penstock.services.dynamodb.table;

import org.jspecify.annotations.Nullable;

/**
 * All that is known of one name. Immutable.
 *
 * @param version of what is published; grows across creations
 * @param deletedMillis when the last table of the name was gone, 0 for never
 */
public record TableState(String arn, @Nullable TableDefinition table, long version, long deletedMillis) {

    static TableState initial(String arn) {
        return new TableState(arn, null, 0, 0);
    }
}
