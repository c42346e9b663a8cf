package io.penstock.services.dynamodb.table;

import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Catalog.Entry;
import io.penstock.kernel.port.Machines;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The tables this node knows, read from the catalog and parsed once a version; and how to ask when it does not know one. Thread-safe. */
public final class TableDirectory {

    /** The kind of tables in the catalog; keys are ARNs. */
    static final String KIND = "dynamodb.table";

    private record Parsed(long version, @Nullable TableDefinition table) {}

    private final Catalog catalog;
    private final Machines machines;
    private final Map<String, Parsed> parsed = new ConcurrentHashMap<>();

    public TableDirectory(Catalog catalog, Machines machines) {
        this.catalog = catalog;
        this.machines = machines;
    }

    /** What this node knows of a table. Never waits, may be milliseconds behind. */
    public Optional<TableDefinition> find(String arn) {
        return catalog.find(KIND, arn).flatMap(this::parse);
    }

    private Optional<TableDefinition> parse(Entry entry) {
        Parsed known = parsed.get(entry.key());
        if (known == null || known.version() != entry.version()) {
            TableDefinition table = entry.isDeleted() ? null : TableCodecs.PUBLISHED.decode(entry.value());
            known = new Parsed(entry.version(), table);
            parsed.put(entry.key(), known);
        }
        return Optional.ofNullable(known.table());
    }

    /** All tables this node knows, in no order. */
    public List<TableDefinition> list() {
        List<TableDefinition> all = new ArrayList<>();
        catalog.list(KIND).forEach(entry -> parse(entry).ifPresent(all::add));
        return all;
    }

    /** What the owner of the definition says, which is the truth. */
    public CompletableFuture<Optional<TableDefinition>> ask(String arn) {
        return machines.submit(TableMachine.TYPE, TableMachine.id(arn), new TableCommand.Describe())
                .thenApply(reply -> switch (reply) {
                    case TableReply.Known(TableDefinition table, long _) -> Optional.of(table);
                    case TableReply.Absent _ -> Optional.empty();
                });
    }
}
