package io.penstock.services.dynamodb.expression;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.expression.Update.Action;
import io.penstock.services.dynamodb.expression.Update.Source;
import io.penstock.services.dynamodb.item.AttributeType;
import io.penstock.services.dynamodb.item.AttributeValue;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.KeyAttribute;
import io.penstock.services.dynamodb.item.KeySchema;
import io.penstock.services.dynamodb.item.SecondaryIndex;
import io.penstock.services.dynamodb.item.ValueSize;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import io.penstock.services.dynamodb.rules.DynamoLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What keys of a table and its indexes forbid. All methods throw a {@code ValidationException}.
 *
 * @param table the table's key
 * @param indexes of the table
 */
public record KeyGuard(KeySchema table, List<SecondaryIndex> indexes) {

    private static final String SCALARS =
            "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ";

    public KeyGuard {
        indexes = List.copyOf(indexes);
    }

    /**
     * Checks an item that is put, besides the table's own key: keys of indexes that it has must be of the right type, and neither empty nor too
     * large.
     */
    public void checkPut(Item item) {
        for (SecondaryIndex index : indexes) {
            for (KeyAttribute attribute : index.key().attributes()) {
                AttributeValue value = item.get(attribute.name());
                if (value != null && value.type() != attribute.type()) {
                    throw mismatch(index, attribute, value.type());
                }
                checkIndexValue(index, attribute, value);
            }
        }
    }

    /** Checks an update before it is known what it does: it must leave the table's key alone and put no wrong type into an index's. */
    public void checkUpdate(Update update) {
        for (DocumentPath path : update.paths()) {
            if (table.contains(path.attribute())) {
                throw DynamoFaults.invalidParameter(
                        "Cannot update attribute " + path.attribute() + ". This attribute is part of the key");
            }
        }
        for (Action action : update.actions()) {
            for (SecondaryIndex index : indexes) {
                for (KeyAttribute attribute : index.key().attributes()) {
                    if (attribute.name().equals(action.path().attribute())) {
                        checkIndexAction(index, attribute, action);
                    }
                }
            }
        }
    }

    private static void checkIndexAction(SecondaryIndex index, KeyAttribute attribute, Action action) {
        if (action.path().isNested()) {
            throw DynamoFaults.validation(SCALARS + "IndexKey: " + attribute.name());
        }
        AttributeValue value = switch (action) {
            case Action.Put(DocumentPath _, Source.Literal literal) -> literal.value();
            case Action.Add add -> add.value();
            case Action.LegacyAdd add -> add.value();
            case Action.Put _, Action.Remove _, Action.Delete _, Action.LegacyDelete _ -> null;
        };
        if (value != null && value.type() != attribute.type()) {
            throw mismatch(index, attribute, value.type());
        }
        checkIndexValue(index, attribute, value);
    }

    /** Checks what an update made of an item. */
    public void checkUpdated(Item item) {
        for (SecondaryIndex index : indexes) {
            for (KeyAttribute attribute : index.key().attributes()) {
                AttributeValue value = item.get(attribute.name());
                if (value != null && value.type() != attribute.type()) {
                    throw DynamoFaults.validation(
                            "The update expression attempted to update the secondary index key to unsupported type");
                }
                checkIndexValue(index, attribute, value);
            }
        }
    }

    /** Checks the paths of a condition, filter or projection: keys have nothing inside. */
    public void checkPaths(Condition condition) {
        UsedPaths.of(condition).forEach(this::checkPath);
    }

    /** As {@link #checkPaths(Condition)}. */
    public void checkPaths(Projection projection) {
        projection.paths().forEach(this::checkPath);
    }

    private void checkPath(DocumentPath path) {
        if (!path.isNested()) {
            return;
        }
        if (table.contains(path.attribute())) {
            throw DynamoFaults.validation(SCALARS + "Key: " + path.attribute());
        }
        if (indexes.stream().anyMatch(index -> index.key().contains(path.attribute()))) {
            throw DynamoFaults.validation(SCALARS + "IndexKey: " + path.attribute());
        }
    }

    /**
     * Checks the filter of a query, which says nothing about keys: the key condition does.
     *
     * @param queried the key of what is queried, the table or an index
     * @param parameter {@code Filter Expression} or {@code QueryFilter}
     */
    public static void checkQueryFilter(Condition filter, KeySchema queried, String parameter) {
        for (DocumentPath path : UsedPaths.of(filter)) {
            if (queried.contains(path.attribute())) {
                throw DynamoFaults.validation(parameter
                        + " can only contain non-primary key attributes: Primary key attribute: " + path.attribute());
            }
        }
    }

    private static void checkIndexValue(SecondaryIndex index, KeyAttribute attribute, @Nullable AttributeValue value) {
        if (value == null || value.type() == AttributeType.N) {
            return;
        }
        int size = ValueSize.of(value);
        if (size == 0) {
            throw DynamoFaults.validation(
                    "One or more parameter values are not valid. A value specified for a secondary "
                            + "index key is not supported. The AttributeValue for a key attribute cannot contain an empty "
                            + (value.type() == AttributeType.S ? "string" : "binary") + " value. IndexName: "
                            + index.name()
                            + ", IndexKey: " + attribute.name());
        }
        boolean isHash = index.key().hash().equals(attribute);
        if (size > (isHash ? DynamoLimits.HASH_KEY_BYTES : DynamoLimits.RANGE_KEY_BYTES)) {
            throw DynamoFaults.invalidParameter(
                    isHash
                            ? "Size of hashkey has exceeded the maximum size limit of2048 bytes"
                            : "Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
        }
    }

    private static FaultException mismatch(SecondaryIndex index, KeyAttribute attribute, AttributeType actual) {
        return DynamoFaults.invalidParameter("Type mismatch for Index Key " + attribute.name() + " Expected: "
                + attribute.type() + " Actual: " + actual + " IndexName: " + index.name());
    }
}
