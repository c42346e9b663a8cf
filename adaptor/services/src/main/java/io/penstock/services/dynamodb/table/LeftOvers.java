package io.penstock.services.dynamodb.table;

import io.penstock.kernel.port.Catalog;
import io.penstock.services.dynamodb.store.PartitionViews;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes from this node's disk what it has of tables that are gone: once at the start, and whenever it hears of a table's end. Thread-safe. */
public final class LeftOvers {

    private static final Logger LOG = LoggerFactory.getLogger(LeftOvers.class);

    private final TableDirectory directory;
    private final PartitionViews views;
    private final Executor io;
    private final AtomicBoolean asked = new AtomicBoolean();

    /** @param io may block */
    public LeftOvers(TableDirectory directory, PartitionViews views, Executor io) {
        this.directory = directory;
        this.views = views;
        this.io = io;
    }

    /** @param catalog knows all that was published before this node started */
    public void watch(Catalog catalog) {
        ask();
        catalog.watch(TableDirectory.KIND, entry -> {
            if (entry.isDeleted()) {
                ask();
            }
        });
    }

    private void ask() {
        if (asked.compareAndSet(false, true)) {
            io.execute(this::sweep);
        }
    }

    private void sweep() {
        asked.set(false);
        try {
            Set<String> tables =
                    directory.list().stream().map(TableDefinition::id).collect(Collectors.toUnmodifiableSet());
            views.sweep(tables::contains);
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("what is left of tables that are gone stays until the next start");
        }
    }
}
