package io.penstock.services.dynamodb.store;

import io.penstock.kernel.port.LocalStore;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.RecordLog;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * What companions of partitions share on a node.
 *
 * @param io for reading and writing the store; few threads
 * @param later runs what failed again, after a pause
 */
public record StoreSurroundings(RecordLog log, Machines machines, PartitionViews views, Executor io, Executor later) {

    private static final long PAUSE_MILLIS = 100;

    /** @param store this node's */
    public static StoreSurroundings of(RecordLog log, Machines machines, LocalStore store, Executor io) {
        return new StoreSurroundings(
                log,
                machines,
                new PartitionViews(store),
                io,
                CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, io));
    }
}
