package io.penstock.services.dynamodb.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import io.penstock.services.dynamodb.table.IndexRules;
import io.penstock.services.dynamodb.table.TableDefinition;
import io.penstock.services.dynamodb.table.TableDefinition.Attribute;
import io.penstock.services.dynamodb.table.TableDefinition.Index;
import io.penstock.services.dynamodb.table.TableDefinition.Life;
import io.penstock.services.dynamodb.table.TableDefinition.Placement;
import io.penstock.services.dynamodb.table.TableDefinition.Settings;
import io.penstock.services.dynamodb.table.TableDefinition.Status;
import io.penstock.services.dynamodb.table.TableDefinition.Throughput;
import io.penstock.services.dynamodb.table.TableTopic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.Tag;

/** Checks what a table shall be, in AWS's words, and drafts it. */
final class TableDrafts {

    static final String STANDARD = "STANDARD";

    private TableDrafts() {}

    static TableDefinition of(Arn arn, CreateTableRequest request, int partitions) {
        refuseWhatIsNotThere(request);
        List<Attribute> attributes = attributes(request.attributeDefinitions());
        TableDefinition.Key key = key(request.keySchema());
        boolean onDemand = request.billingMode() == BillingMode.PAY_PER_REQUEST;
        checkThroughput(onDemand, request.provisionedThroughput());
        List<Index> indexes = new ArrayList<>();
        for (LocalSecondaryIndex index : request.localSecondaryIndexes()) {
            indexes.add(local(key, index));
        }
        for (GlobalSecondaryIndex index : request.globalSecondaryIndexes()) {
            indexes.add(global(index, onDemand));
        }
        IndexRules.check(indexes);
        IndexRules.checkKeys(attributes, key, indexes);
        IndexRules.refuseUnused(attributes, key, indexes);
        return new TableDefinition(
                arn.toString(),
                Tables.name(arn),
                "",
                attributes,
                key,
                indexes,
                new Settings(
                        onDemand,
                        throughput(request.provisionedThroughput()),
                        request.tableClassAsString() == null ? STANDARD : request.tableClassAsString(),
                        Boolean.TRUE.equals(request.deletionProtectionEnabled()),
                        null),
                new Placement(TableTopic.name(arn), partitions, null),
                new Life(0, 0, 1, 0, 0, false),
                tags(request.tags()));
    }

    private static void refuseWhatIsNotThere(CreateTableRequest request) {
        if (request.streamSpecification() != null
                && Boolean.TRUE.equals(request.streamSpecification().streamEnabled())) {
            throw DynamoFaults.validation("StreamSpecification is not supported: read the table's Kafka topic");
        }
        if (request.sseSpecification() != null
                && Boolean.TRUE.equals(request.sseSpecification().enabled())) {
            throw DynamoFaults.validation("SSESpecification is not supported");
        }
        if (request.resourcePolicy() != null) {
            throw DynamoFaults.validation("ResourcePolicy is not supported");
        }
        if (request.warmThroughput() != null || request.onDemandThroughput() != null) {
            throw DynamoFaults.validation("WarmThroughput and OnDemandThroughput are not supported");
        }
    }

    static List<Attribute> attributes(List<AttributeDefinition> definitions) {
        List<Attribute> attributes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (AttributeDefinition definition : definitions) {
            if (!names.add(definition.attributeName())) {
                throw DynamoFaults.validation("Cannot have two attributes with the same name");
            }
            attributes.add(new Attribute(definition.attributeName(), definition.attributeTypeAsString()));
        }
        return attributes;
    }

    static TableDefinition.Key key(List<KeySchemaElement> elements) {
        if (elements.isEmpty() || elements.size() > 2) {
            throw DynamoFaults.validation("1 validation error detected: Value '" + elements
                    + "' at 'keySchema' failed to satisfy constraint: Member must have length "
                    + (elements.isEmpty() ? "greater than or equal to 1" : "less than or equal to 2"));
        }
        if (elements.getFirst().keyType() != KeyType.HASH) {
            throw DynamoFaults.validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
        }
        String hash = elements.getFirst().attributeName();
        if (elements.size() == 1) {
            return new TableDefinition.Key(hash, null);
        }
        if (elements.getLast().keyType() != KeyType.RANGE) {
            throw DynamoFaults.validation("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
        }
        if (hash.equals(elements.getLast().attributeName())) {
            throw DynamoFaults.validation(
                    "Both the Hash Key and the Range Key element in the KeySchema have the same name");
        }
        return new TableDefinition.Key(hash, elements.getLast().attributeName());
    }

    static void checkThroughput(boolean onDemand, @Nullable ProvisionedThroughput throughput) {
        if (onDemand && throughput != null) {
            throw DynamoFaults.invalidParameter(
                    "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when "
                            + "BillingMode is PAY_PER_REQUEST");
        }
        if (!onDemand && throughput == null) {
            throw DynamoFaults.invalidParameter("ReadCapacityUnits and WriteCapacityUnits must both be specified when "
                    + "BillingMode is PROVISIONED");
        }
    }

    static Throughput throughput(@Nullable ProvisionedThroughput throughput) {
        return throughput == null
                ? Throughput.NONE
                : new Throughput(throughput.readCapacityUnits(), throughput.writeCapacityUnits());
    }

    private static Index local(TableDefinition.Key table, LocalSecondaryIndex index) {
        if (table.range() == null) {
            throw DynamoFaults.invalidParameter("Table KeySchema does not have a range key, which is required when "
                    + "specifying a LocalSecondaryIndex");
        }
        TableDefinition.Key key = key(index.keySchema());
        if (key.range() == null) {
            throw DynamoFaults.invalidParameter(
                    "Index KeySchema does not have a range key for index: " + index.indexName());
        }
        if (!key.hash().equals(table.hash())) {
            throw DynamoFaults.invalidParameter("Index KeySchema does not have the same leading hash key as table "
                    + "KeySchema for index: " + index.indexName() + ". index hash key: " + key.hash()
                    + ", table hash key: " + table.hash());
        }
        return index(false, index.indexName(), key, index.projection(), Throughput.NONE);
    }

    private static Index global(GlobalSecondaryIndex index, boolean onDemand) {
        if (index.warmThroughput() != null || index.onDemandThroughput() != null) {
            throw DynamoFaults.validation("WarmThroughput and OnDemandThroughput are not supported");
        }
        return global(
                index.indexName(),
                index.keySchema(),
                index.projection(),
                checkedThroughput(index.indexName(), onDemand, index.provisionedThroughput()));
    }

    static Throughput checkedThroughput(String index, boolean onDemand, @Nullable ProvisionedThroughput throughput) {
        if (onDemand && throughput != null) {
            throw DynamoFaults.invalidParameter("ProvisionedThroughput should not be specified for index: " + index
                    + " when BillingMode is PAY_PER_REQUEST");
        }
        if (!onDemand && throughput == null) {
            throw DynamoFaults.invalidParameter("ProvisionedThroughput is not specified for index: " + index);
        }
        return throughput(throughput);
    }

    static Index global(
            String name, List<KeySchemaElement> key, @Nullable Projection projection, Throughput throughput) {
        return index(true, name, key(key), projection, throughput);
    }

    private static Index index(
            boolean global,
            String name,
            TableDefinition.Key key,
            @Nullable Projection projection,
            Throughput throughput) {
        if (projection == null || projection.projectionType() == null) {
            throw DynamoFaults.invalidParameter("Unknown ProjectionType: null");
        }
        boolean includes = projection.projectionType() == ProjectionType.INCLUDE;
        if (includes && projection.nonKeyAttributes().isEmpty()) {
            throw DynamoFaults.invalidParameter("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
        }
        if (!includes && projection.hasNonKeyAttributes()) {
            throw DynamoFaults.invalidParameter(
                    "ProjectionType is " + projection.projectionTypeAsString() + ", but NonKeyAttributes is specified");
        }
        return new Index(
                0,
                name,
                global,
                key,
                projection.projectionTypeAsString(),
                projection.nonKeyAttributes(),
                throughput,
                Status.CREATING);
    }

    static Map<String, String> tags(List<Tag> tags) {
        Map<String, String> map = new TreeMap<>();
        for (Tag tag : tags) {
            if (map.put(tag.key(), tag.value()) != null) {
                throw DynamoFaults.invalidParameter("Duplicate tag keys found: " + tag.key());
            }
        }
        return map;
    }
}
