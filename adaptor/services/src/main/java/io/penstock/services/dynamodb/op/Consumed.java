package io.penstock.services.dynamodb.op;

import io.penstock.services.dynamodb.item.Capacity;
import io.penstock.services.dynamodb.item.Capacity.ReadMode;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.SecondaryIndex;
import io.penstock.services.dynamodb.table.TableDefinition;
import io.penstock.services.dynamodb.table.TableDefinition.Index;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/** Capacity units that a request used of one table and its indexes. */
final class Consumed {

    private final TableDefinition table;
    private final Map<String, Double> global = new HashMap<>();
    private final Map<String, Double> local = new HashMap<>();
    private double ofTable;

    Consumed(TableDefinition table) {
        this.table = table;
    }

    /** A write of one item. */
    void write(Item before, Item after, boolean transactional) {
        ofTable += Capacity.write(before.size(), after.size(), transactional);
        for (Index index : table.indexes()) {
            SecondaryIndex secondary = table.secondary(index);
            Item was = secondary.entry(before, table.keySchema()).orElse(Item.EMPTY);
            Item is = secondary.entry(after, table.keySchema()).orElse(Item.EMPTY);
            add(index, Capacity.indexWrite(secondary.key(), was, is, transactional));
        }
    }

    /** A read of so many bytes, of the table or of an index. */
    void read(@Nullable Index index, long bytes, ReadMode mode) {
        double units = Capacity.read(bytes, mode);
        if (index == null) {
            ofTable += units;
        } else {
            add(index, units);
        }
    }

    private void add(Index index, double units) {
        if (units > 0) {
            (index.global() ? global : local).merge(index.name(), units, Double::sum);
        }
    }

    /** For the response; null when the caller did not ask. */
    @Nullable
    ConsumedCapacity answer(@Nullable ReturnConsumedCapacity wanted) {
        if (wanted == null || wanted == ReturnConsumedCapacity.NONE) {
            return null;
        }
        double total = ofTable + sum(global) + sum(local);
        ConsumedCapacity.Builder consumed =
                ConsumedCapacity.builder().tableName(table.name()).capacityUnits(total);
        if (wanted == ReturnConsumedCapacity.INDEXES) {
            consumed.table(part -> part.capacityUnits(ofTable));
            if (!global.isEmpty()) {
                consumed.globalSecondaryIndexes(parts(global));
            }
            if (!local.isEmpty()) {
                consumed.localSecondaryIndexes(parts(local));
            }
        }
        return consumed.build();
    }

    private static double sum(Map<String, Double> units) {
        return units.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private static Map<String, software.amazon.awssdk.services.dynamodb.model.Capacity> parts(
            Map<String, Double> units) {
        Map<String, software.amazon.awssdk.services.dynamodb.model.Capacity> parts = new HashMap<>();
        units.forEach((name, one) -> parts.put(
                name,
                software.amazon.awssdk.services.dynamodb.model.Capacity.builder()
                        .capacityUnits(one)
                        .build()));
        return parts;
    }
}
