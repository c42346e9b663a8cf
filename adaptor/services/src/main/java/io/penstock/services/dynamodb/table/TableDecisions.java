package io.penstock.services.dynamodb.table;

import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import io.penstock.services.dynamodb.table.TableCommand.Changes;
import io.penstock.services.dynamodb.table.TableDefinition.Attribute;
import io.penstock.services.dynamodb.table.TableDefinition.Expiry;
import io.penstock.services.dynamodb.table.TableDefinition.Index;
import io.penstock.services.dynamodb.table.TableDefinition.Life;
import io.penstock.services.dynamodb.table.TableDefinition.Placement;
import io.penstock.services.dynamodb.table.TableDefinition.Settings;
import io.penstock.services.dynamodb.table.TableDefinition.Status;
import io.penstock.services.dynamodb.table.TableDefinition.Throughput;
import io.penstock.services.dynamodb.table.TableReply.Absent;
import io.penstock.services.dynamodb.table.TableReply.Known;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is decided about a table. */
final class TableDecisions {

    private static final int ID_BYTES = 16;

    static TableReply describe(TableState state) {
        TableDefinition table = state.table();
        return table == null ? new Absent(state.version()) : new Known(table, state.version());
    }

    Decision<TableEvent, TableReply> create(TableState state, TableDefinition draft, Tick tick) {
        if (state.table() != null) {
            throw DynamoFaults.TABLE_EXISTS.with(draft.name());
        }
        byte[] id = new byte[ID_BYTES];
        tick.random().nextBytes(id);
        List<Index> indexes = new ArrayList<>();
        for (Index index : draft.indexes()) {
            indexes.add(numbered(index, indexes.size() + 1));
        }
        long now = tick.now().toEpochMilli();
        return define(
                state,
                new TableDefinition(
                        draft.arn(),
                        draft.name(),
                        HexFormat.of().formatHex(id),
                        draft.attributes(),
                        draft.key(),
                        indexes,
                        draft.settings(),
                        draft.placement(),
                        new Life(now, now, 1, 0, indexes.size(), false),
                        draft.tags()),
                tick);
    }

    private static Index numbered(Index index, int number) {
        return new Index(
                number,
                index.name(),
                index.global(),
                index.key(),
                index.projection(),
                index.included(),
                index.throughput(),
                Status.CREATING);
    }

    private static Decision<TableEvent, TableReply> define(TableState state, TableDefinition table, Tick tick) {
        if (table.equals(state.table())) {
            return Decision.reply(describe(state));
        }
        // Versions follow the clock, so that they grow even across a name that was forgotten.
        long version = Math.max(state.version() + 1, tick.now().toEpochMilli());
        return Decision.journal(new TableEvent.Defined(table, version), new Known(table, version));
    }

    private static TableDefinition changeable(TableState state) {
        TableDefinition table = required(state);
        switch (table.status()) {
            case CREATING -> throw DynamoFaults.TABLE_BEING_CREATED.with(table.name());
            case UPDATING -> throw DynamoFaults.TABLE_BEING_UPDATED.with(table.name());
            case DELETING -> throw DynamoFaults.TABLE_BEING_DELETED.with(table.name());
            case ACTIVE -> {}
        }
        return table;
    }

    static TableDefinition required(TableState state) {
        TableDefinition table = state.table();
        if (table == null) {
            throw DynamoFaults.TABLE_NOT_FOUND.with(
                    state.arn().substring(state.arn().indexOf('/') + 1));
        }
        return table;
    }

    Decision<TableEvent, TableReply> update(TableState state, Changes changes, Tick tick) {
        TableDefinition table = changeable(state);
        Settings settings = settings(table.settings(), changes);
        List<Index> indexes = new ArrayList<>();
        for (Index index : table.indexes()) {
            Throughput throughput = changes.throughputs().get(index.name());
            Index changed = throughput == null ? index : index.with(throughput);
            indexes.add(index.name().equals(changes.delete()) ? changed.with(Status.DELETING) : changed);
        }
        refuseUnknown(table, changes);
        Life life = table.life();
        List<Attribute> attributes = table.attributes();
        Index created = changes.create();
        boolean reshapes = created != null || changes.delete() != null;
        int number = life.number() + (created == null ? 0 : 1);
        if (created != null) {
            indexes.add(numbered(created, number));
            attributes = merged(attributes, changes.attributes());
            checkCreated(table.key(), created, settings, attributes, indexes);
        }
        Life changed = new Life(
                life.createdMillis(),
                tick.now().toEpochMilli(),
                life.shape() + (reshapes ? 1 : 0),
                life.shaped(),
                number,
                false);
        return define(state, table.with(settings, changed).with(attributes, indexes, changed), tick);
    }

    /** Nothing may be journaled that no partition could be told. */
    private static void checkCreated(
            TableDefinition.Key key,
            Index created,
            Settings settings,
            List<Attribute> attributes,
            List<Index> indexes) {
        IndexRules.check(indexes);
        IndexRules.checkKeys(attributes, key, indexes);
        if (!settings.onDemand() && created.throughput().read() == 0) {
            throw DynamoFaults.invalidParameter("ProvisionedThroughput is not specified for index: " + created.name());
        }
    }

    private static void refuseUnknown(TableDefinition table, Changes changes) {
        List<String> named = new ArrayList<>(changes.throughputs().keySet());
        if (changes.delete() != null) {
            named.add(changes.delete());
        }
        for (String name : named) {
            if (table.index(name).filter(Index::global).isEmpty()) {
                throw DynamoFaults.RESOURCE_NOT_FOUND.with();
            }
        }
        Index created = changes.create();
        if (created != null && table.index(created.name()).isPresent()) {
            throw DynamoFaults.validation("Attempting to create an index which already exists");
        }
    }

    private static List<Attribute> merged(List<Attribute> known, List<Attribute> more) {
        List<Attribute> all = new ArrayList<>(known);
        for (Attribute attribute : more) {
            boolean differs = known.stream()
                    .anyMatch(one ->
                            one.name().equals(attribute.name()) && !one.type().equals(attribute.type()));
            if (differs) {
                throw DynamoFaults.invalidParameter("Attribute definitions cannot be changed: " + attribute.name());
            }
            if (!all.contains(attribute)) {
                all.add(attribute);
            }
        }
        return all;
    }

    private static Settings settings(Settings known, Changes changes) {
        boolean onDemand = Objects.requireNonNullElse(changes.onDemand(), known.onDemand());
        Throughput throughput = Objects.requireNonNullElse(changes.throughput(), known.throughput());
        if (!onDemand && throughput.read() == 0) {
            throw DynamoFaults.invalidParameter(
                    "ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
        }
        return new Settings(
                onDemand,
                onDemand ? Throughput.NONE : throughput,
                Objects.requireNonNullElse(changes.tableClass(), known.tableClass()),
                Objects.requireNonNullElse(changes.deletionProtection(), known.deletionProtection()),
                known.expiry());
    }

    Decision<TableEvent, TableReply> expire(TableState state, TableCommand.Expire expire, Tick tick) {
        TableDefinition table = changeable(state);
        Expiry known = table.settings().expiry();
        if (expire.enabled() && known != null) {
            throw DynamoFaults.validation(
                    known.attribute().equals(expire.attribute())
                            ? "TimeToLive is already enabled"
                            : "TimeToLive is active on a different AttributeName: current AttributeName is "
                                    + known.attribute());
        }
        if (!expire.enabled() && known == null) {
            throw DynamoFaults.validation("TimeToLive is already disabled");
        }
        if (!expire.enabled() && known != null && !known.attribute().equals(expire.attribute())) {
            throw DynamoFaults.validation(
                    "TimeToLive is active on a different AttributeName: current AttributeName is " + known.attribute());
        }
        Life life = table.life();
        int number = life.number() + (expire.enabled() ? 1 : 0);
        Life changed =
                new Life(life.createdMillis(), life.changedMillis(), life.shape() + 1, life.shaped(), number, false);
        Settings old = table.settings();
        @Nullable Expiry expiry = expire.enabled() ? new Expiry(expire.attribute(), number) : null;
        Settings settings =
                new Settings(old.onDemand(), old.throughput(), old.tableClass(), old.deletionProtection(), expiry);
        return define(state, table.with(settings, changed), tick);
    }

    Decision<TableEvent, TableReply> tag(TableState state, TableCommand.Tag tag, Tick tick) {
        TableDefinition table = required(state);
        Map<String, String> tags = new TreeMap<>(table.tags());
        tags.putAll(tag.tags());
        if (tags.size() > 50) {
            throw DynamoFaults.LIMIT_EXCEEDED.with(
                    "One or more parameter values were invalid: Too many tags: " + tags.size() + ", the limit is 50");
        }
        return define(state, table.withTags(tags), tick);
    }

    Decision<TableEvent, TableReply> untag(TableState state, TableCommand.Untag untag, Tick tick) {
        TableDefinition table = required(state);
        Map<String, String> tags = new TreeMap<>(table.tags());
        untag.keys().forEach(tags::remove);
        return define(state, table.withTags(tags), tick);
    }

    Decision<TableEvent, TableReply> delete(TableState state, Tick tick) {
        TableDefinition table = changeable(state);
        if (table.settings().deletionProtection()) {
            throw DynamoFaults.validation("Resource cannot be deleted as it is currently protected against deletion. "
                    + "Disable deletion protection first.");
        }
        Life life = table.life();
        return define(
                state,
                table.with(new Life(
                        life.createdMillis(),
                        tick.now().toEpochMilli(),
                        life.shape(),
                        life.shaped(),
                        life.number(),
                        true)),
                tick);
    }

    Decision<TableEvent, TableReply> shaped(TableState state, TableCommand.Shaped shaped, Tick tick) {
        TableDefinition table = state.table();
        if (table == null || !table.id().equals(shaped.id()) || table.life().shape() != shaped.shape()) {
            return Decision.reply(describe(state));
        }
        Life life = table.life();
        Life changed = new Life(
                life.createdMillis(),
                life.changedMillis(),
                life.shape(),
                shaped.shape(),
                life.number(),
                life.deleting());
        List<Index> indexes = table.indexes().stream()
                .filter(index -> index.status() != Status.DELETING)
                .map(index -> index.with(Status.ACTIVE))
                .toList();
        return define(
                state,
                table.with(table.attributes(), indexes, changed)
                        .withPlacement(new Placement(table.placement().topic(), shaped.partitions(), shaped.topicId())),
                tick);
    }

    Decision<TableEvent, TableReply> cleared(TableState state, TableCommand.Cleared cleared, Tick tick) {
        TableDefinition table = state.table();
        if (table == null || !table.id().equals(cleared.id()) || !table.life().deleting()) {
            return Decision.reply(describe(state));
        }
        long now = tick.now().toEpochMilli();
        long version = Math.max(state.version() + 1, now);
        return Decision.journal(new TableEvent.Gone(version, now), new Absent(version));
    }
}
