package io.penstock.services.dynamodb.store;

import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.KeySchema;
import io.penstock.services.dynamodb.store.PartitionView.Mark;
import io.penstock.services.dynamodb.store.PartitionView.Stretch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Brings a store up to a mark in its topic. */
final class StoreFolding {

    /** How long the topic keeps the removal of an item. A store that lags more than half of it may have missed one, and begins anew. */
    static final Duration REMOVALS_KEPT = Duration.ofDays(1);

    private static final int RECORDS = 2_000;
    private static final int BYTES = 1 << 20;
    private static final int WAITS = 50;

    private final StoreSurroundings around;
    private final TopicPartition partition;
    private final KeySchema key;
    private final PartitionView view;
    private int waits;

    StoreFolding(StoreSurroundings around, TopicPartition partition, KeySchema key, PartitionView view) {
        this.around = around;
        this.partition = partition;
        this.key = key;
        this.view = view;
    }

    /**
     * Whether a store must begin anew: it knows more than its topic, which was lost then; or so much time has passed that compaction may have forgotten
     * removals that it has not seen.
     *
     * @param mark the offset of the new owner's mark
     * @param markedAt the broker's time of it
     */
    static boolean isUnusable(Mark store, long mark, long markedAt) {
        boolean lags = store.position() != mark
                && markedAt - store.atMillis() > REMOVALS_KEPT.dividedBy(2).toMillis();
        return store.position() > 0 && (store.position() > mark || lags);
    }

    /** Completes when the store has all records up to this one, itself included. */
    CompletableFuture<Void> upTo(long mark) {
        if (view.position() > mark) {
            return CompletableFuture.completedFuture(null);
        }
        return around.log()
                .scan(partition, view.position(), RECORDS, BYTES)
                .thenComposeAsync(scan -> take(scan, mark), around.io());
    }

    private CompletableFuture<Void> take(RecordLog.Scan scan, long mark) {
        if (scan.next() <= view.position()) {
            if (++waits > WAITS) {
                return CompletableFuture.failedFuture(new IllegalStateException(
                        partition + " ends at " + scan.next() + ", before the mark at " + mark));
            }
            // What is acknowledged may be readable a moment later.
            return CompletableFuture.supplyAsync(() -> mark, around.later()).thenCompose(this::upTo);
        }
        long term = view.mark().term();
        long atMillis = 0;
        List<Entry> images = new ArrayList<>();
        List<Bytes> strays = new ArrayList<>();
        for (LogRecord record : scan.records()) {
            if (record.offset() > mark) {
                break;
            }
            TableRecord read = TableRecord.read(key, record);
            atMillis = record.timestampMillis();
            Entry entry = read.entry();
            if (entry != null && read.term() < term) {
                strays.add(entry.place());
            } else if (entry != null) {
                // The image that counts stands behind the late one: nothing is left to repair.
                strays.removeIf(entry.place()::equals);
                images.add(entry);
            }
            term = Math.max(term, read.term());
        }
        view.fold(new Stretch(images, strays, Math.min(scan.next(), mark + 1), term, atMillis));
        return upTo(mark);
    }
}
