package io.penstock.services.dynamodb.table;

import io.penstock.kernel.effect.ReconcilingCompanion;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Catalog.Entry;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.Topics;
import io.penstock.services.dynamodb.store.PartitionCommand;
import io.penstock.services.dynamodb.store.PartitionMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the world follow a definition: topic, partitions, catalog. Keeps the durable state, compares it with what has been done, and starts what is
 * missing; a reply waits until what it tells is published.
 */
public final class TableCompanion extends ReconcilingCompanion<TableState, TableEvent, TableReply> {

    private static final Logger LOG = LoggerFactory.getLogger(TableCompanion.class);

    /** What companions share. */
    public record Surroundings(Topics topics, Catalog catalog, Machines machines) {}

    private final Self<TableCommand, TableReply> self;
    private final TableMachine machine;
    private final Surroundings around;
    private TableState durable;
    private long publishedVersion;

    public TableCompanion(Self<TableCommand, TableReply> self, TableMachine machine, Surroundings around) {
        this.self = self;
        this.machine = machine;
        this.around = around;
        this.durable = machine.initial(self.id());
    }

    @Override
    public synchronized void opened(TableState state) {
        durable = state;
        publishedVersion = around.catalog()
                .find(TableDirectory.KIND, state.arn())
                .map(Entry::version)
                .orElse(0L);
        look();
    }

    @Override
    public synchronized void committed(TableState state, List<TableEvent> events) {
        for (TableEvent event : events) {
            durable = machine.evolve(durable, event);
        }
        look();
    }

    @Override
    public synchronized CompletableFuture<TableReply> complete(TableReply reply) {
        return switch (reply) {
            case TableReply.Known(TableDefinition _, long version) -> whenPublished(version, reply);
            case TableReply.Absent(long version) -> whenPublished(version, reply);
        };
    }

    private CompletableFuture<TableReply> whenPublished(long version, TableReply value) {
        return when(() -> publishedVersion >= version, value);
    }

    @Override
    protected void reconcile() {
        publish();
        TableDefinition table = durable.table();
        if (table != null && table.life().deleting()) {
            run("clear " + table.id(), () -> clear(table));
        } else if (table != null && table.life().shaped() != table.life().shape()) {
            run("shape " + table.id() + " " + table.life().shape(), () -> shape(table));
        }
    }

    private CompletableFuture<?> shape(TableDefinition table) {
        return around.topics()
                .ensure(TableTopic.spec(table))
                .thenCompose(topic -> all(
                                topic.partitions(),
                                number -> submit(table, number, new PartitionCommand.Shape(table.shape(number))))
                        .thenCompose(done -> self.submit(new TableCommand.Shaped(
                                table.id(), table.life().shape(), topic.partitions(), topic.id()))));
    }

    /** The topic is deleted by the id that the journal has: a delete that comes late does not hit that of a later table. */
    private CompletableFuture<?> clear(TableDefinition table) {
        String topicId = table.placement().topicId();
        return all(table.placement().partitions(), number -> submit(table, number, new PartitionCommand.Discard()))
                .thenCompose(done -> topicId == null
                        ? CompletableFuture.<Void>completedFuture(null)
                        : around.topics().delete(table.placement().topic(), topicId))
                .thenCompose(done -> self.submit(new TableCommand.Cleared(table.id())));
    }

    private CompletableFuture<?> submit(TableDefinition table, int partition, PartitionCommand command) {
        return around.machines()
                .submit(PartitionMachine.TYPE, PartitionMachine.id(table.arn(), table.id(), partition), command);
    }

    private static CompletableFuture<Void> all(int partitions, IntFunction<CompletableFuture<?>> call) {
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            calls.add(call.apply(partition));
        }
        return CompletableFuture.allOf(calls.toArray(CompletableFuture<?>[]::new));
    }

    private void publish() {
        long version = durable.version();
        if (version <= publishedVersion) {
            return;
        }
        @Nullable TableDefinition table = durable.table();
        byte[] value = table == null ? new byte[0] : TableCodecs.PUBLISHED.encode(table);
        run(
                "publish " + version,
                () -> around.catalog()
                        .publish(new Entry(TableDirectory.KIND, durable.arn(), version, value))
                        .thenRun(() -> published(version)));
    }

    private synchronized void published(long version) {
        publishedVersion = Math.max(publishedVersion, version);
    }

    @Override
    protected void failed(String effect, Throwable cause) {
        LOG.atWarn()
                .addKeyValue("table", self.id())
                .addKeyValue("effect", effect)
                .setCause(cause)
                .log("effect of a table's definition failed, retrying");
    }
}
