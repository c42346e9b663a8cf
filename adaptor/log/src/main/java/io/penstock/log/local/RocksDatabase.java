package io.penstock.log.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Slice;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open database and what it was opened with. */
final class RocksDatabase implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RocksDatabase.class);
    private static final int BLOCK_BYTES = 8 << 10;
    private static final int BLOOM_BITS = 10;
    private static final int OPEN_FILES = 256;
    private static final int METADATA_BLOCK_BYTES = 8 << 10;
    private static final int CACHE_SHARD_BITS = 2;

    private final RocksDB db;
    private final Options options;
    private final Cache cache;
    private final BloomFilter filter;
    private final CompactRangeOptions compacting = new CompactRangeOptions().setExclusiveManualCompaction(false);
    private final WriteOptions writing = new WriteOptions();

    private RocksDatabase(RocksDB db, Options options, Cache cache, BloomFilter filter) {
        this.db = db;
        this.options = options;
        this.cache = cache;
        this.filter = filter;
    }

    /** Opens the database of a directory; one that cannot be opened is made anew, empty. */
    static RocksDatabase open(Path directory, long memory) {
        RocksDB.loadLibrary();
        try {
            Files.createDirectories(directory);
            return tryOpen(directory, memory);
        } catch (RocksDBException e) {
            LOG.atWarn().setCause(e).log("the local store cannot be opened and is built again");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (Options plain = new Options()) {
            RocksDB.destroyDB(directory.toString(), plain);
            return tryOpen(directory, memory);
        } catch (RocksDBException e) {
            throw new IllegalStateException("no local store can be made in " + directory, e);
        }
    }

    private static RocksDatabase tryOpen(Path directory, long memory) throws RocksDBException {
        Cache cache = new LRUCache(memory * 3 / 4, CACHE_SHARD_BITS);
        BloomFilter filter = new BloomFilter(BLOOM_BITS);
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(BLOCK_BYTES)
                .setFilterPolicy(filter)
                .setCacheIndexAndFilterBlocks(true)
                // In one piece, the filter and the index of a file of a million small items are larger than what a part
                // of the cache may hold: every read would load them anew.
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(true)
                .setMetadataBlockSize(METADATA_BLOCK_BYTES)
                .setPinTopLevelIndexAndFilter(true)
                .setPinL0FilterAndIndexBlocksInCache(true);
        Options options = new Options()
                .setCreateIfMissing(true)
                .setWriteBufferSize(memory / 8)
                .setMaxWriteBufferNumber(2)
                .setMaxOpenFiles(OPEN_FILES)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(1)
                .setTableFormatConfig(table);
        try {
            return new RocksDatabase(RocksDB.open(options, directory.toString()), options, cache, filter);
        } catch (RocksDBException e) {
            options.close();
            filter.close();
            cache.close();
            throw e;
        }
    }

    RocksDB db() {
        return db;
    }

    /** The mark comes first, so that nothing of the range is seen whatever happens. Then files that hold nothing else go at once. */
    void clear(byte[] from, byte[] to) throws RocksDBException {
        db.deleteRange(writing, from, to);
        db.deleteFilesInRanges(db.getDefaultColumnFamily(), List.of(from, to), false);
    }

    /** Merges files that hold something of the range, so that what was removed from it is gone from the disk. Takes as long as that takes. */
    void compact(byte[] from, byte[] to) throws RocksDBException {
        db.compactRange(db.getDefaultColumnFamily(), from, to, compacting);
    }

    /** One that runs ends soon, unfinished. */
    void stopCompacting() {
        compacting.setCanceled(true);
    }

    /** Into the log of the database, not forced to disk: the page cache survives the process, and the rest can be built again. */
    WriteOptions writing() {
        return writing;
    }

    @Override
    public void close() {
        db.close();
        writing.close();
        compacting.close();
        options.close();
        filter.close();
        cache.close();
    }

    /** The ends of a scan, in memory of the database's own. */
    static final class Bounds implements AutoCloseable {
        private final Slice from;
        private final Slice to;
        private final ReadOptions options;

        Bounds(byte[] from, byte[] to) {
            this.from = new Slice(from);
            this.to = new Slice(to);
            this.options = new ReadOptions().setIterateLowerBound(this.from).setIterateUpperBound(this.to);
        }

        ReadOptions options() {
            return options;
        }

        @Override
        public void close() {
            options.close();
            from.close();
            to.close();
        }
    }
}
