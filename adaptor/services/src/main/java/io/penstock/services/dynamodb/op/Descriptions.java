package io.penstock.services.dynamodb.op;

import io.penstock.services.dynamodb.store.PartitionReply.Measured;
import io.penstock.services.dynamodb.table.TableDefinition;
import io.penstock.services.dynamodb.table.TableDefinition.Index;
import io.penstock.services.dynamodb.table.TableDefinition.Status;
import io.penstock.services.dynamodb.table.TableDefinition.Throughput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputDescription;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Tables as callers see them. */
final class Descriptions {

    private Descriptions() {}

    /** @param size of all items, now; indexes are told to be as large as the table, which they are at most */
    static TableDescription of(TableDefinition table, Measured size) {
        TableDescription.Builder description = TableDescription.builder()
                .tableName(table.name())
                .tableArn(table.arn())
                .tableId(uuid(table.id()))
                .tableStatus(table.status().name())
                .creationDateTime(Instant.ofEpochMilli(table.life().createdMillis()))
                .attributeDefinitions(table.attributes().stream()
                        .map(attribute -> AttributeDefinition.builder()
                                .attributeName(attribute.name())
                                .attributeType(attribute.type())
                                .build())
                        .toList())
                .keySchema(key(table.key()))
                .itemCount(size.items())
                .tableSizeBytes(size.bytes())
                .deletionProtectionEnabled(table.settings().deletionProtection())
                .provisionedThroughput(throughput(table.settings().throughput()));
        if (table.settings().onDemand()) {
            description.billingModeSummary(summary -> summary.billingMode(BillingMode.PAY_PER_REQUEST)
                    .lastUpdateToPayPerRequestDateTime(
                            Instant.ofEpochMilli(table.life().changedMillis())));
        }
        if (!table.settings().tableClass().equals(TableDrafts.STANDARD)) {
            description.tableClassSummary(
                    summary -> summary.tableClass(table.settings().tableClass()));
        }
        List<GlobalSecondaryIndexDescription> global = new ArrayList<>();
        List<LocalSecondaryIndexDescription> local = new ArrayList<>();
        for (Index index : table.indexes()) {
            if (index.global()) {
                global.add(global(table, index, size));
            } else {
                local.add(local(table, index, size));
            }
        }
        if (!global.isEmpty()) {
            description.globalSecondaryIndexes(global);
        }
        if (!local.isEmpty()) {
            description.localSecondaryIndexes(local);
        }
        return description.build();
    }

    private static GlobalSecondaryIndexDescription global(TableDefinition table, Index index, Measured size) {
        GlobalSecondaryIndexDescription.Builder description = GlobalSecondaryIndexDescription.builder()
                .indexName(index.name())
                .indexArn(table.arn() + "/index/" + index.name())
                .indexStatus(index.status().name())
                .keySchema(key(index.key()))
                .projection(projection(index))
                .provisionedThroughput(throughput(index.throughput()))
                .itemCount(size.items())
                .indexSizeBytes(size.bytes());
        if (index.status() == Status.CREATING && table.isUsable()) {
            description.backfilling(true);
        }
        return description.build();
    }

    private static LocalSecondaryIndexDescription local(TableDefinition table, Index index, Measured size) {
        return LocalSecondaryIndexDescription.builder()
                .indexName(index.name())
                .indexArn(table.arn() + "/index/" + index.name())
                .keySchema(key(index.key()))
                .projection(projection(index))
                .itemCount(size.items())
                .indexSizeBytes(size.bytes())
                .build();
    }

    private static Projection projection(Index index) {
        Projection.Builder projection = Projection.builder().projectionType(index.projection());
        return index.included().isEmpty()
                ? projection.build()
                : projection.nonKeyAttributes(index.included()).build();
    }

    private static List<KeySchemaElement> key(TableDefinition.Key key) {
        List<KeySchemaElement> elements = new ArrayList<>();
        elements.add(KeySchemaElement.builder()
                .attributeName(key.hash())
                .keyType(KeyType.HASH)
                .build());
        if (key.range() != null) {
            elements.add(KeySchemaElement.builder()
                    .attributeName(key.range())
                    .keyType(KeyType.RANGE)
                    .build());
        }
        return elements;
    }

    private static ProvisionedThroughputDescription throughput(Throughput throughput) {
        return ProvisionedThroughputDescription.builder()
                .readCapacityUnits(throughput.read())
                .writeCapacityUnits(throughput.write())
                .numberOfDecreasesToday(0L)
                .build();
    }

    private static String uuid(String id) {
        return new UUID(Long.parseUnsignedLong(id, 0, 16, 16), Long.parseUnsignedLong(id, 16, 32, 16)).toString();
    }
}
