package io.penstock.log.local;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.port.LocalStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A local store in one RocksDB database. The native library, some 60 MB, is loaded and the database opened at the first use, so that a node without tables
 * starts as if there were none.
 */
public final class RocksLocalStore implements LocalStore, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RocksLocalStore.class);
    private static final long CLOSE_SECONDS = 5;
    private static final long IDLE_SECONDS = 10;

    private final Path directory;
    private final long memory;

    /** One permit a call: memory of the database must not be freed under a reader, that would end the process. */
    private final Semaphore users = new Semaphore(Integer.MAX_VALUE);

    /** Beside who clears: it may read and write some hundred megabytes. */
    private final ThreadPoolExecutor compactor = new ThreadPoolExecutor(
            0,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("penstock-store-compact").factory(),
            new ThreadPoolExecutor.DiscardPolicy());

    private volatile boolean closed;
    private volatile @Nullable RocksDatabase database;

    /**
     * @param directory this node's alone
     * @param memory bytes outside of the heap for blocks read and writes gathered, about
     */
    public RocksLocalStore(Path directory, long memory) {
        this.directory = directory;
        this.memory = memory;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        RocksDatabase open = enter();
        try {
            return open.db().get(key);
        } catch (RocksDBException e) {
            throw broken(e);
        } finally {
            users.release();
        }
    }

    @Override
    public void write(List<Change> changes) {
        RocksDatabase open = enter();
        try (WriteBatch batch = new WriteBatch()) {
            for (Change change : changes) {
                byte[] value = change.value();
                if (value == null) {
                    batch.delete(change.key());
                } else {
                    batch.put(change.key(), value);
                }
            }
            open.db().write(open.writing(), batch);
        } catch (RocksDBException e) {
            throw broken(e);
        } finally {
            users.release();
        }
    }

    @Override
    public boolean isEmpty() {
        return database == null && !Files.exists(directory);
    }

    @Override
    public void clear(byte[] from, byte[] to) {
        RocksDatabase open = enter();
        try {
            open.clear(from, to);
            compactor.execute(() -> compact(from, to));
        } catch (RocksDBException e) {
            throw broken(e);
        } finally {
            users.release();
        }
    }

    private void compact(byte[] from, byte[] to) {
        if (closed || !users.tryAcquire()) {
            return;
        }
        RocksDatabase open = database;
        try {
            if (open != null) {
                open.compact(from, to);
            }
        } catch (RocksDBException e) {
            LOG.atDebug().setCause(e).log("what was cleared stays on disk until its files are merged");
        } finally {
            users.release();
        }
    }

    @Override
    public Cursor scan(Span span) {
        RocksDatabase open = enter();
        return new RocksCursor(open, span);
    }

    private RocksDatabase enter() {
        if (closed || !users.tryAcquire()) {
            throw CommonFaults.UNAVAILABLE.with();
        }
        try {
            RocksDatabase known = database;
            return known != null ? known : open();
        } catch (RuntimeException | Error e) {
            users.release();
            throw e;
        }
    }

    private synchronized RocksDatabase open() {
        RocksDatabase known = database;
        if (known == null) {
            if (closed) {
                throw CommonFaults.UNAVAILABLE.with();
            }
            long begun = System.nanoTime();
            known = RocksDatabase.open(directory, memory);
            database = known;
            LOG.atInfo()
                    .addKeyValue("directory", directory)
                    .addKeyValue("millis", (System.nanoTime() - begun) / 1_000_000)
                    .log("local store opened");
        }
        return known;
    }

    private static IllegalStateException broken(RocksDBException cause) {
        return new IllegalStateException("the local store failed", cause);
    }

    /** Waits shortly for calls under way; a database that is still in use then is left to the end of the process. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        compactor.shutdownNow();
        RocksDatabase merging = database;
        if (merging != null) {
            merging.stopCompacting();
        }
        try {
            if (!users.tryAcquire(Integer.MAX_VALUE, CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the local store is still in use");
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        RocksDatabase open = database;
        if (open != null) {
            open.close();
        }
    }

    private final class RocksCursor implements Cursor {
        private final RocksIterator iterator;
        private final RocksDatabase.Bounds bounds;
        private final boolean descending;
        private boolean begun;
        private boolean ended;
        private boolean over;

        RocksCursor(RocksDatabase open, Span span) {
            this.bounds = new RocksDatabase.Bounds(span.from(), span.to());
            this.iterator = open.db().newIterator(bounds.options());
            this.descending = span.descending();
        }

        @Override
        public boolean next() {
            // Beyond its end the database's iterator reads memory that is not its own, which ends the process.
            if (ended || over) {
                return false;
            }
            if (!begun) {
                begun = true;
                if (descending) {
                    iterator.seekToLast();
                } else {
                    iterator.seekToFirst();
                }
            } else if (descending) {
                iterator.prev();
            } else {
                iterator.next();
            }
            if (iterator.isValid()) {
                return true;
            }
            try {
                iterator.status();
            } catch (RocksDBException e) {
                throw broken(e);
            }
            ended = true;
            return false;
        }

        @Override
        public byte[] key() {
            return here().key();
        }

        @Override
        public byte[] value() {
            return here().value();
        }

        private RocksIterator here() {
            if (!begun || ended || over) {
                throw new IllegalStateException("the cursor is at no key");
            }
            return iterator;
        }

        @Override
        public void close() {
            if (!over) {
                over = true;
                iterator.close();
                bounds.close();
                users.release();
            }
        }
    }
}
