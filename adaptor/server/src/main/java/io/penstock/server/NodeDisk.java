package io.penstock.server;

import io.penstock.kernel.port.LocalStore;
import io.penstock.log.local.RocksLocalStore;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What services keep on this node's disk, and the threads that write it. Nothing is opened before it is used. */
final class NodeDisk implements AutoCloseable {

    /** Outside of the heap. */
    private static final long MEMORY = 64L << 20;

    private static final int WRITERS = 2;

    private final RocksLocalStore store;
    private final ExecutorService writers = Executors.newFixedThreadPool(
            WRITERS, Thread.ofPlatform().daemon().name("penstock-disk-", 0).factory());

    NodeDisk(Path dataDir) {
        store = new RocksLocalStore(dataDir.resolve("tables"), MEMORY);
    }

    LocalStore store() {
        return store;
    }

    Executor writers() {
        return writers;
    }

    /** Writes under way end in the store's refusal. */
    @Override
    public void close() {
        store.close();
        writers.shutdown();
    }
}
