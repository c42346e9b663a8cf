package io.penstock.services.events.archive;

import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Machines;
import io.penstock.services.common.JsonRecords;
import java.util.concurrent.CompletableFuture;

/** The archives this node knows, read from the catalog; and how to send commands. Thread-safe. */
public final class ArchiveDirectory {

    /** The kind of archives in the catalog; keys are ARNs. */
    public static final String ARCHIVES = "events.archive";

    static final Codec<ArchiveDefinition> ARCHIVE = JsonRecords.of(ArchiveDefinition.class);

    private final Catalog catalog;
    private final Machines machines;

    public ArchiveDirectory(Catalog catalog, Machines machines) {
        this.catalog = catalog;
        this.machines = machines;
    }

    /** Whether this node knows of an archive of a bus. */
    public boolean isArchived(String busArn) {
        return catalog.list(ARCHIVES).stream()
                .anyMatch(entry -> ARCHIVE.decode(entry.value()).bus().equals(busArn));
    }

    /** Sends a command to the archives and replays of an account in a Region. */
    public CompletableFuture<ArchiveReply> submit(String region, String account, ArchiveCommand command) {
        return machines.submit(ArchiveMachine.TYPE, ArchiveMachine.id(region, account), command);
    }
}
