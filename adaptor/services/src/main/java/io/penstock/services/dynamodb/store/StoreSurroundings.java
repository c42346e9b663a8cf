package io.penstock.services.dynamodb.store;

import io.penstock.kernel.port.RecordLog;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * What companions of partitions share on a node.
 *
 * @param memory for changes that are not in a store yet
 * @param verdicts for transactions that are prepared for long
 */
public record StoreSurroundings(
        RecordLog log, PartitionViews views, WriteMemory memory, Verdicts verdicts, Threads threads) {

    private static final long PAUSE_MILLIS = 100;

    /**
     * Who does the work.
     *
     * @param io for reading and writing the store; few threads
     * @param later runs what failed again, after a pause
     */
    public record Threads(Executor io, Executor later) {

        /** The pause is made on no thread. */
        public static Threads of(Executor io) {
            return new Threads(io, CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, io));
        }
    }

    Executor io() {
        return threads.io();
    }

    Executor later() {
        return threads.later();
    }
}
