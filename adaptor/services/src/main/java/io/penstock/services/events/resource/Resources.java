package io.penstock.services.events.resource;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Machines;
import io.penstock.services.common.JsonRecords;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The resources of a kind: those this node knows, read from the catalog, and how to send them commands. Thread-safe. */
public final class Resources<T> {

    /** What becomes of a text by itself: it may be asked for more than once. Must not block. */
    @FunctionalInterface
    public interface Settling {

        /** The text that replaces it, later; empty for one that stays. */
        Optional<CompletableFuture<String>> next(String text);

        /** Everything stays. */
        Settling NONE = text -> Optional.empty();
    }

    private final String kind;
    private final Class<T> type;
    private final Catalog catalog;
    private final Machines machines;
    private final MachineType<ResourceCommand, ResourceReply> machine;

    private Resources(String kind, Class<T> type, Catalog catalog, Machines machines, ResourceMachine machine) {
        this.kind = kind;
        this.type = type;
        this.catalog = catalog;
        this.machines = machines;
        this.machine = machine.type();
    }

    /**
     * Registers a kind on a node.
     *
     * @param type a record, kept as JSON
     */
    public static <T> Resources<T> register(
            String kind, Class<T> type, Catalog catalog, Machines machines, Settling settling) {
        ResourceMachine machine = new ResourceMachine(kind);
        machines.register(machine, self -> new ResourceCompanion(self, kind, catalog, settling));
        return new Resources<>(kind, type, catalog, machines, machine);
    }

    /** What this node knows of one. Never waits. */
    public Optional<T> find(String key) {
        return catalog.find(kind, key)
                .filter(entry -> !entry.isDeleted())
                .map(entry -> JsonRecords.of(type).decode(entry.value()));
    }

    /** All that this node knows. */
    public List<T> all() {
        return catalog.list(kind).stream()
                .map(entry -> JsonRecords.of(type).decode(entry.value()))
                .toList();
    }

    /** Sends a command to one. */
    public CompletableFuture<ResourceReply> submit(String key, ResourceCommand command) {
        return machines.submit(machine, new AggregateId(key), command);
    }

    /** A text of a command. */
    public String text(T value) {
        return new String(JsonRecords.of(type).encode(value), UTF_8);
    }

    /** The value of a reply's text. */
    public T value(String text) {
        return JsonRecords.of(type).decode(text.getBytes(UTF_8));
    }
}
