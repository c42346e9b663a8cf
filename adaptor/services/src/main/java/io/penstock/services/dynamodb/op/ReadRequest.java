package io.penstock.services.dynamodb.op;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.expression.Condition;
import io.penstock.services.dynamodb.expression.DocumentPath;
import io.penstock.services.dynamodb.expression.Projection;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Capacity.ReadMode;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.KeySchema;
import io.penstock.services.dynamodb.item.PrimaryKey;
import io.penstock.services.dynamodb.item.SdkValues;
import io.penstock.services.dynamodb.item.SecondaryIndex;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import io.penstock.services.dynamodb.rules.DynamoLimits;
import io.penstock.services.dynamodb.store.IndexKeys;
import io.penstock.services.dynamodb.store.ItemKey;
import io.penstock.services.dynamodb.store.PartitionReply.At;
import io.penstock.services.dynamodb.table.TableDefinition;
import io.penstock.services.dynamodb.table.TableDefinition.Index;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Select;

/**
 * What Query and Scan have in common.
 *
 * @param index null for the table
 */
record ReadRequest(
        TableDefinition table,
        @Nullable Index index,
        boolean consistent,
        @Nullable Integer limit,
        @Nullable Select select,
        Condition filter,
        Optional<Projection> projection) {

    /**
     * A page.
     *
     * @param last the key of the last item that was looked at, when there may be more
     * @param bytes of all items that were looked at, as the index holds them
     * @param fetched bytes of each item that a local index fetched from the table
     */
    record Page(
            List<Item> items,
            int count,
            int scanned,
            long bytes,
            List<Integer> fetched,
            @Nullable Item last) {

        /** Items as callers see them, unless they only count. */
        @Nullable
        List<Map<String, AttributeValue>> toSdk(ReadRequest request) {
            return request.select() == Select.COUNT
                    ? null
                    : items.stream().map(SdkValues::toSdk).toList();
        }

        @Nullable
        Map<String, AttributeValue> lastKey() {
            return last == null ? null : SdkValues.toSdk(last);
        }
    }

    /** The index of a name, or null for the table. */
    static @Nullable Index index(TableDefinition table, @Nullable String name, boolean consistent) {
        if (name == null) {
            return null;
        }
        Index index = table.index(name)
                .orElseThrow(() -> DynamoFaults.validation("The table does not have the specified index: " + name));
        if (!index.isActive()) {
            throw DynamoFaults.validation("Cannot read from backfilling global secondary index: " + name);
        }
        if (consistent && index.global()) {
            throw DynamoFaults.validation("Consistent reads are not supported on global secondary indexes");
        }
        return index;
    }

    /**
     * Refuses what contradicts itself.
     *
     * @param parameter by which the caller names attributes, if it does
     */
    void check(String parameter) {
        boolean specific = projection.isPresent();
        if (specific && select != null && select != Select.SPECIFIC_ATTRIBUTES) {
            throw DynamoFaults.validation("Cannot specify the " + parameter + " when choosing to get " + select);
        }
        if (select == Select.SPECIFIC_ATTRIBUTES && !specific) {
            throw DynamoFaults.validation(
                    "Must specify the ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES");
        }
        if (select == Select.ALL_PROJECTED_ATTRIBUTES && index == null) {
            throw DynamoFaults.validation("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
        }
        if (select == Select.ALL_ATTRIBUTES
                && index != null
                && index.global()
                && !index.projection().equals("ALL")) {
            throw DynamoFaults.invalidParameter(
                    "Select type ALL_ATTRIBUTES is not supported for global secondary index " + index.name()
                            + " because its projection type is not ALL");
        }
        table.guard().checkPaths(filter);
        projection.ifPresent(table.guard()::checkPaths);
        projection.ifPresent(this::refuseWhatIsNotHeld);
    }

    /** A local index fetches from the table what it does not hold, a global one does not. */
    private void refuseWhatIsNotHeld(Projection asked) {
        if (index == null || !index.global()) {
            return;
        }
        SecondaryIndex secondary = table.secondary(index);
        List<String> missing = asked.paths().stream()
                .map(DocumentPath::attribute)
                .filter(attribute -> !secondary.holds(attribute, table.keySchema()))
                .distinct()
                .toList();
        if (!missing.isEmpty()) {
            throw DynamoFaults.invalidParameter(
                    "Global secondary index " + index.name() + " does not project " + missing);
        }
    }

    KeySchema key() {
        return index == null ? table.keySchema() : table.schema(index.key());
    }

    int number() {
        return index == null ? 0 : index.number();
    }

    int wanted() {
        return limit == null ? Integer.MAX_VALUE : limit;
    }

    /** The place in the table of a key to start behind. */
    Bytes startPlace(Item start) {
        return ItemKey.of(startKey(table.keySchema(), start));
    }

    /** The place in what is read of a key to start behind. */
    Bytes startAt(Item start) {
        Set<String> names = keyNames();
        if (!start.attributes().keySet().equals(names)) {
            throw invalidStart();
        }
        Bytes place = startPlace(start);
        return index == null ? place : IndexKeys.of(startKey(key(), start), place);
    }

    private static PrimaryKey startKey(KeySchema schema, Item start) {
        try {
            return schema.keyOf(start);
        } catch (FaultException e) {
            throw invalidStart();
        }
    }

    static FaultException invalidStart() {
        return DynamoFaults.validation("The provided starting key is invalid");
    }

    private Set<String> keyNames() {
        Set<String> names = new HashSet<>();
        table.keySchema().attributes().forEach(attribute -> names.add(attribute.name()));
        key().attributes().forEach(attribute -> names.add(attribute.name()));
        return names;
    }

    /** Takes items until the page is full. */
    Page page(Source source) throws InterruptedException {
        return page(source, _ -> true);
    }

    /**
     * Takes items until the page is full.
     *
     * @param mine whether an item is the caller's at all; what is not only fills the page
     */
    Page page(Source source, Predicate<Item> mine) throws InterruptedException {
        List<Item> items = new ArrayList<>();
        List<Integer> fetched = new ArrayList<>();
        boolean fetches = fetches();
        int scanned = 0;
        int count = 0;
        long bytes = 0;
        long passed = 0;
        for (At at = source.next(); at != null; at = source.next()) {
            Item item = at.item();
            Item seen = seen(item);
            if (!mine.test(item)) {
                // All of it was read, to learn whose it is.
                passed += item.size();
            } else {
                scanned++;
                bytes += seen.size();
                if (filter.holds(seen)) {
                    count++;
                    if (fetches) {
                        fetched.add(item.size());
                        passed += item.size();
                    }
                    if (select != Select.COUNT) {
                        Item answered = fetches ? item : seen;
                        items.add(projection.map(wanted -> wanted.of(answered)).orElse(answered));
                    }
                }
            }
            if (scanned == wanted() || bytes + passed >= DynamoLimits.PAGE_BYTES) {
                return new Page(items, count, scanned, bytes, fetched, item.only(keyNames()));
            }
        }
        return new Page(items, count, scanned, bytes, fetched, null);
    }

    /** What the index holds of an item. */
    private Item seen(Item item) {
        if (index == null) {
            return item;
        }
        SecondaryIndex secondary = table.secondary(index);
        return secondary.entry(item, table.keySchema()).orElse(item);
    }

    /** A local index fetches from the table what it does not hold, when asked for it. */
    private boolean fetches() {
        if (index == null || index.global()) {
            return false;
        }
        if (projection.isEmpty()) {
            return select == Select.ALL_ATTRIBUTES && !index.projection().equals("ALL");
        }
        SecondaryIndex secondary = table.secondary(index);
        return projection.get().paths().stream()
                .anyMatch(path -> !secondary.holds(path.attribute(), table.keySchema()));
    }

    /** What a page cost: fetched items are read one by one. */
    void count(Page page, Consumed consumed) {
        consumed.read(index, page.bytes(), mode());
        page.fetched().forEach(bytes -> consumed.read(null, bytes, mode()));
    }

    ReadMode mode() {
        return consistent ? ReadMode.CONSISTENT : ReadMode.EVENTUAL;
    }
}
