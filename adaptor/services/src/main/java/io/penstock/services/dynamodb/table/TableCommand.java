package io.penstock.services.dynamodb.table;

import io.penstock.services.dynamodb.table.TableDefinition.Attribute;
import io.penstock.services.dynamodb.table.TableDefinition.Index;
import io.penstock.services.dynamodb.table.TableDefinition.Throughput;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the definition of a table is asked. Requests are checked before as far as they can be without the table. */
public sealed interface TableCommand {

    /**
     * Creates the table.
     *
     * @param draft without id, times and numbers
     */
    record Create(TableDefinition draft) implements TableCommand {}

    record Describe() implements TableCommand {}

    /** Changes what is not null; at most one index is created or deleted. */
    record Update(Changes changes) implements TableCommand {}

    /**
     * @param attributes types of attributes that a new index needs
     * @param throughputs of indexes, by name
     */
    record Changes(
            @Nullable Boolean onDemand,
            @Nullable Throughput throughput,
            @Nullable String tableClass,
            @Nullable Boolean deletionProtection,
            List<Attribute> attributes,
            Map<String, Throughput> throughputs,
            @Nullable Index create,
            @Nullable String delete) {}

    /** Makes items expire, or not any more. */
    record Expire(boolean enabled, String attribute) implements TableCommand {}

    record Tag(Map<String, String> tags) implements TableCommand {}

    record Untag(List<String> keys) implements TableCommand {}

    record Delete() implements TableCommand {}

    /** From the companion: topic and partitions have this shape. */
    record Shaped(String id, int shape, int partitions, String topicId) implements TableCommand {}

    /** From the companion: nothing is left of a deleted table. */
    record Cleared(String id) implements TableCommand {}

    /** From the host: the name may be forgotten. */
    record Due() implements TableCommand {}
}
