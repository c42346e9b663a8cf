package io.penstock.log.record;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.RecordLog.Scan;
import io.penstock.log.client.KafkaClients;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer of {@link Scanners} and its place in a partition. One thread at a time scans; between two pieces of one reader another fetches ahead, while
 * the reader works on what it got, and makes way at once.
 */
final class Scanner {

    private static final Logger LOG = LoggerFactory.getLogger(Scanner.class);

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
    private static final Duration POLL = Duration.ofMillis(5);

    private final String role;
    private final KafkaClients clients;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Runnable onClose;

    /** Of all scanners together. */
    private final AtomicLong aheadOfAll;

    /** Held by who uses the consumer. */
    private final ReentrantLock busy = new ReentrantLock();

    /** Polled and not handed out yet. */
    private final ArrayDeque<LogRecord> ahead = new ArrayDeque<>();

    private long aheadBytes;

    private volatile @Nullable TopicPartition partition;
    private volatile boolean isWanted;
    private boolean isSequential;
    private long next;
    private long usedAt = System.nanoTime();

    /** @param aheadOfAll bytes that were polled and not handed out yet */
    Scanner(
            String role,
            KafkaClients clients,
            KafkaConsumer<byte[], byte[]> consumer,
            AtomicLong aheadOfAll,
            Runnable onClose) {
        this.role = role;
        this.clients = clients;
        this.consumer = consumer;
        this.aheadOfAll = aheadOfAll;
        this.onClose = onClose;
    }

    private void count(long more) {
        aheadBytes += more;
        aheadOfAll.addAndGet(more);
    }

    private void forgetAhead() {
        ahead.clear();
        count(-aheadBytes);
    }

    boolean isAt(Scanners.Wish wish, long keepNanos) {
        return wish.partition().equals(partition) && wish.from() == next && !isUnused(keepNanos);
    }

    boolean isUnused(long nanos) {
        return System.nanoTime() - usedAt > nanos;
    }

    boolean isOf(String topic) {
        TopicPartition now = partition;
        return now != null && now.topic().equals(topic);
    }

    Scan scan(Scanners.Wish wish) {
        lock();
        try {
            return piece(wish);
        } finally {
            busy.unlock();
        }
    }

    /** Whether somebody has come for a second piece: for the next one it is worth reading ahead. To be asked by who has scanned. */
    boolean isSequential() {
        return isSequential;
    }

    private void lock() {
        isWanted = true;
        busy.lock();
        isWanted = false;
    }

    /**
     * Fetches what a reader who came for a second piece will want next, up to so many bytes, so that fetching goes on while the reader works. Ends when
     * somebody comes, and at the end of the log.
     */
    void readAhead(long bytes) {
        TopicPartition from = partition;
        if (!busy.tryLock()) {
            return;
        }
        try {
            long deadline = System.nanoTime() + PATIENCE;
            while (from != null
                    && from.equals(partition)
                    && isSequential
                    && !isWanted
                    && aheadBytes < bytes
                    && consumer.currentLag(from).orElse(1) > 0
                    && System.nanoTime() - deadline < 0) {
                poll(from);
            }
        } catch (RuntimeException e) {
            // The next piece begins anew, and tells its reader if that fails, too.
            LOG.atDebug().addKeyValue("partition", from).setCause(e).log("reading ahead failed");
            partition = null;
        } finally {
            busy.unlock();
        }
    }

    private Scan piece(Scanners.Wish wish) {
        TopicPartition from = wish.partition();
        isSequential = isAt(wish, Long.MAX_VALUE);
        if (!isAt(wish, Scanners.KEEP_NANOS)) {
            // What was fetched long ago may be of another life of the topic, too.
            forgetAhead();
            // Assigning nothing first drops what was fetched for another place or another life of the topic.
            consumer.assign(List.of());
            consumer.assign(List.of(from));
            consumer.seek(from, wish.from());
            partition = from;
            next = wish.from();
        }
        Piece piece = new Piece(wish);
        long deadline = System.nanoTime() + PATIENCE;
        while (!piece.fill() && !isAtEnd(from, piece.records.isEmpty())) {
            poll(from);
            if (System.nanoTime() - deadline > 0) {
                throw CommonFaults.UNAVAILABLE.with();
            }
        }
        usedAt = System.nanoTime();
        next = ahead.isEmpty() ? consumer.position(from) : ahead.element().offset();
        long end = consumer.position(from) + consumer.currentLag(from).orElse(0);
        return new Scan(piece.records, next, Math.max(next, end));
    }

    /** What is handed out next. */
    private final class Piece {
        private final Scanners.Wish wish;
        private final List<LogRecord> records = new ArrayList<>();
        private long bytes;

        Piece(Scanners.Wish wish) {
            this.wish = wish;
        }

        /** Takes what was polled; says whether the piece is full. */
        boolean fill() {
            for (LogRecord record = ahead.peek(); record != null; record = ahead.peek()) {
                int size = Scanners.size(record);
                if (!records.isEmpty() && (records.size() >= wish.maxRecords() || bytes + size > wish.maxBytes())) {
                    return true;
                }
                records.add(ahead.remove());
                count(-size);
                bytes += size;
            }
            return records.size() >= wish.maxRecords() || bytes >= wish.maxBytes();
        }
    }

    /** The lag may come from a fetch that was sent before the caller came: enough to stop at, not enough to say that there is nothing. */
    private boolean isAtEnd(TopicPartition from, boolean empty) {
        OptionalLong lag = consumer.currentLag(from);
        return lag.isPresent()
                && lag.getAsLong() <= 0
                && (!empty || consumer.position(from) >= bound(consumer.endOffsets(List.of(from)), from));
    }

    private void poll(TopicPartition from) {
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(from)) {
                LogRecord one = Records.of(record);
                ahead.add(one);
                count(Scanners.size(one));
            }
        } catch (OffsetOutOfRangeException e) {
            long start = bound(consumer.beginningOffsets(List.of(from)), from);
            long end = bound(consumer.endOffsets(List.of(from)), from);
            // Also told when the log was cut and has grown again (LogTruncationException): what is there behind the cut
            // has not been handed out.
            long known =
                    ahead.isEmpty() ? consumer.position(from) : ahead.element().offset();
            forgetAhead();
            consumer.seek(from, Math.clamp(known, start, Math.max(start, end)));
        }
    }

    private static long bound(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return offsets.getOrDefault(partition, 0L);
    }

    void close() {
        lock();
        try {
            // What is to be read ahead of here is not, any more.
            partition = null;
            forgetAhead();
            onClose.run();
            clients.close(role, consumer);
        } finally {
            busy.unlock();
        }
    }
}
