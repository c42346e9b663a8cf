package io.penstock.services.dynamodb.table;

import io.penstock.services.dynamodb.expression.KeyGuard;
import io.penstock.services.dynamodb.item.AttributeType;
import io.penstock.services.dynamodb.item.KeyAttribute;
import io.penstock.services.dynamodb.item.KeySchema;
import io.penstock.services.dynamodb.item.SecondaryIndex;
import io.penstock.services.dynamodb.item.SecondaryIndex.Projected;
import io.penstock.services.dynamodb.store.TableShape;
import io.penstock.services.dynamodb.store.TableShape.IndexShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A table. Kept as JSON: names of components are never changed.
 *
 * @param id of this creation: 16 bytes in hexadecimal
 * @param attributes types of all attributes that are keys, in the order given
 * @param indexes local ones first, in the order given
 */
public record TableDefinition(
        String arn,
        String name,
        String id,
        List<Attribute> attributes,
        Key key,
        List<Index> indexes,
        Settings settings,
        Placement placement,
        Life life,
        Map<String, String> tags) {

    /** An attribute and its type, S, N or B. */
    public record Attribute(String name, String type) {}

    /** Names of the attributes of a key. */
    public record Key(String hash, @Nullable String range) {}

    /**
     * A secondary index.
     *
     * @param number in {@link TableShape}
     * @param projection KEYS_ONLY, INCLUDE or ALL
     * @param included attributes of an INCLUDE
     */
    public record Index(
            int number,
            String name,
            boolean global,
            Key key,
            String projection,
            List<String> included,
            Throughput throughput,
            Status status) {

        public Index {
            included = List.copyOf(included);
        }

        Index with(Status changed) {
            return new Index(number, name, global, key, projection, included, throughput, changed);
        }

        /** The same with another throughput. */
        public Index with(Throughput changed) {
            return new Index(number, name, global, key, projection, included, changed, status);
        }

        /** Whether it can be read. */
        public boolean isActive() {
            return status == Status.ACTIVE;
        }
    }

    /** Where a table or an index is in its life. */
    public enum Status {
        CREATING,
        ACTIVE,
        UPDATING,
        DELETING
    }

    /** Capacity units; noted, not enforced. */
    public record Throughput(long read, long write) {
        public static final Throughput NONE = new Throughput(0, 0);
    }

    /** What may be changed without touching items. */
    public record Settings(
            boolean onDemand,
            Throughput throughput,
            String tableClass,
            boolean deletionProtection,
            @Nullable Expiry expiry) {}

    /**
     * Time to live.
     *
     * @param number in {@link TableShape}
     */
    public record Expiry(String attribute, int number) {}

    /**
     * The table's topic and how many partitions both have.
     *
     * @param topicId the cluster's; null until the topic is there
     */
    public record Placement(
            String topic, int partitions, @Nullable String topicId) {}

    /**
     * @param shape grows with every change of indexes or expiry
     * @param shaped the one that all partitions have
     * @param number the last number given to an index
     * @param deleting whether it is on its way out
     */
    public record Life(long createdMillis, long changedMillis, int shape, int shaped, int number, boolean deleting) {}

    public TableDefinition {
        attributes = List.copyOf(attributes);
        indexes = List.copyOf(indexes);
        tags = new TreeMap<>(tags);
    }

    /** Where the table is in its life. */
    public Status status() {
        if (life.deleting()) {
            return Status.DELETING;
        }
        if (life.shaped() == 0) {
            return Status.CREATING;
        }
        return indexes.stream().allMatch(Index::isActive) ? Status.ACTIVE : Status.UPDATING;
    }

    /** Whether items can be read and written. */
    public boolean isUsable() {
        return !life.deleting() && life.shaped() > 0;
    }

    public Optional<Index> index(String indexName) {
        return indexes.stream().filter(index -> index.name().equals(indexName)).findFirst();
    }

    /** The key of the table. */
    public KeySchema keySchema() {
        return schema(key);
    }

    /** A key with the types of its attributes. */
    public KeySchema schema(Key names) {
        return new KeySchema(
                attribute(names.hash()), Optional.ofNullable(names.range()).map(this::attribute));
    }

    private KeyAttribute attribute(String attributeName) {
        return attributes.stream()
                .filter(attribute -> attribute.name().equals(attributeName))
                .findFirst()
                .map(attribute -> new KeyAttribute(attribute.name(), AttributeType.valueOf(attribute.type())))
                .orElseThrow(() -> new IllegalStateException(arn + " does not define " + attributeName));
    }

    /** What an index holds. */
    public SecondaryIndex secondary(Index index) {
        return new SecondaryIndex(
                index.name(),
                schema(index.key()),
                switch (index.projection()) {
                    case "ALL" -> new Projected.All();
                    case "KEYS_ONLY" -> new Projected.KeysOnly();
                    default -> new Projected.Include(Set.copyOf(index.included()));
                });
    }

    /** What the keys of table and indexes forbid. */
    public KeyGuard guard() {
        return new KeyGuard(keySchema(), indexes.stream().map(this::secondary).toList());
    }

    /** What a partition must know. */
    public TableShape shape(int partition) {
        List<IndexShape> shapes = new ArrayList<>();
        for (Index index : indexes) {
            if (index.status() != Status.DELETING) {
                shapes.add(new IndexShape(index.number(), index.name(), false, schema(index.key())));
            }
        }
        Expiry expiry = settings.expiry();
        if (expiry != null) {
            KeySchema times = KeySchema.of(new KeyAttribute(expiry.attribute(), AttributeType.N));
            shapes.add(new IndexShape(expiry.number(), "", true, times));
        }
        return new TableShape(id, placement.topic(), partition, keySchema(), shapes);
    }

    /** The same with other indexes. */
    public TableDefinition with(List<Attribute> newAttributes, List<Index> newIndexes, Life newLife) {
        return new TableDefinition(arn, name, id, newAttributes, key, newIndexes, settings, placement, newLife, tags);
    }

    /** The same with other settings. */
    public TableDefinition with(Settings newSettings, Life newLife) {
        return new TableDefinition(arn, name, id, attributes, key, indexes, newSettings, placement, newLife, tags);
    }

    TableDefinition with(Life newLife) {
        return with(settings, newLife);
    }

    TableDefinition withTags(Map<String, String> newTags) {
        return new TableDefinition(arn, name, id, attributes, key, indexes, settings, placement, life, newTags);
    }

    TableDefinition withPlacement(Placement newPlacement) {
        return new TableDefinition(arn, name, id, attributes, key, indexes, settings, newPlacement, life, tags);
    }
}
