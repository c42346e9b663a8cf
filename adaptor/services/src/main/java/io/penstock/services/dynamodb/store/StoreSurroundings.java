package io.penstock.services.dynamodb.store;

import io.penstock.kernel.port.LocalStore;
import io.penstock.kernel.port.RecordLog;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * What companions of partitions share on a node.
 *
 * @param verdicts for transactions that are prepared for long
 * @param io for reading and writing the store; few threads
 * @param later runs what failed again, after a pause
 */
public record StoreSurroundings(RecordLog log, PartitionViews views, Verdicts verdicts, Executor io, Executor later) {

    private static final long PAUSE_MILLIS = 100;

    /** @param store this node's */
    public static StoreSurroundings of(RecordLog log, LocalStore store, Verdicts verdicts, Executor io) {
        return new StoreSurroundings(
                log,
                new PartitionViews(store),
                verdicts,
                io,
                CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, io));
    }
}
