package io.penstock.services.dynamodb.table;

import io.penstock.services.dynamodb.rules.DynamoFaults;
import io.penstock.services.dynamodb.table.TableDefinition.Attribute;
import io.penstock.services.dynamodb.table.TableDefinition.Index;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What holds for the indexes of a table together, whether they were made with it or later.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html">Quotas in Amazon DynamoDB</a>
 */
public final class IndexRules {

    private static final int GLOBAL_INDEXES = 20;
    private static final int LOCAL_INDEXES = 5;

    /** Attributes that the indexes of a table name as projected, each index's counted. */
    private static final int PROJECTED = 100;

    private IndexRules() {}

    /** Refuses too many, and two of one name. */
    public static void check(List<Index> indexes) {
        Set<String> names = new HashSet<>();
        for (Index index : indexes) {
            if (!names.add(index.name())) {
                throw DynamoFaults.invalidParameter("Duplicate index name: " + index.name());
            }
        }
        if (indexes.stream().filter(Index::global).count() > GLOBAL_INDEXES) {
            throw DynamoFaults.invalidParameter(
                    "GlobalSecondaryIndex count exceeds the per-table limit of " + GLOBAL_INDEXES);
        }
        if (indexes.stream().filter(index -> !index.global()).count() > LOCAL_INDEXES) {
            throw DynamoFaults.invalidParameter(
                    "Number of LocalSecondaryIndexes exceeds per-table limit of " + LOCAL_INDEXES);
        }
        int projected =
                indexes.stream().mapToInt(index -> index.included().size()).sum();
        if (projected > PROJECTED) {
            throw DynamoFaults.invalidParameter(
                    "Number of NonKeyAttributes of all indexes exceeds the per-table limit of " + PROJECTED);
        }
    }

    /** Refuses keys of attributes that are not defined. */
    public static void checkKeys(List<Attribute> attributes, TableDefinition.Key key, List<Index> indexes) {
        Set<String> used = used(key, indexes);
        List<String> defined = attributeNames(attributes);
        for (String name : used) {
            if (!defined.contains(name)) {
                throw DynamoFaults.invalidParameter("Some index key attributes are not defined in "
                        + "AttributeDefinitions. Keys: " + List.copyOf(used) + ", AttributeDefinitions: " + defined);
            }
        }
    }

    /** Refuses definitions of attributes that are in no key. */
    public static void refuseUnused(List<Attribute> attributes, TableDefinition.Key key, List<Index> indexes) {
        Set<String> used = used(key, indexes);
        if (used.size() < attributes.size()) {
            throw DynamoFaults.invalidParameter(
                    indexes.isEmpty()
                            ? "Number of attributes in KeySchema does not exactly match number of attributes defined in "
                                    + "AttributeDefinitions"
                            : "Some AttributeDefinitions are not used. AttributeDefinitions: "
                                    + attributeNames(attributes) + ", keys used: " + List.copyOf(used));
        }
    }

    private static List<String> attributeNames(List<Attribute> attributes) {
        return attributes.stream().map(Attribute::name).toList();
    }

    private static Set<String> used(TableDefinition.Key key, List<Index> indexes) {
        Set<String> used = new LinkedHashSet<>(names(key));
        indexes.forEach(index -> used.addAll(names(index.key())));
        return used;
    }

    private static List<String> names(TableDefinition.Key key) {
        return key.range() == null ? List.of(key.hash()) : List.of(key.hash(), key.range());
    }
}
