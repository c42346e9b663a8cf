package io.penstock.log.catalog;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import io.penstock.log.client.Appender;
import io.penstock.log.client.Failures;
import io.penstock.log.client.KafkaClients;
import io.penstock.log.record.Records;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalog's topic in memory. A record that cannot be decoded stops nothing, but is logged at every start: an older node may meet a newer format and
 * must not go without the rest.
 */
public final class KafkaCatalog implements Catalog, AutoCloseable {

    /** The catalog's topic, before the operator's prefix. */
    public static final String TOPIC = "penstock.catalog";

    private static final Logger LOG = LoggerFactory.getLogger(KafkaCatalog.class);
    private static final String ROLE = "catalog";

    private final KafkaClients clients;
    private final TopicPartition partition;
    private final Appender appender;
    private final ExecutorService callbacks;
    private final CatalogView view;
    private final NavigableMap<Long, List<CompletableFuture<Void>>> waiting = new TreeMap<>();
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Who asks while Kafka does not answer gives up after a while, and must not pile up here. */
    private static final int MOST_ASKING = 10_000;

    private final BlockingQueue<CompletableFuture<Void>> asked = new LinkedBlockingQueue<>(MOST_ASKING);
    private final CompletableFuture<Void> loaded = new CompletableFuture<>();
    private final Thread thread;
    private long position;
    private volatile boolean closed;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> reader;

    /**
     * Starts loading at once, on a thread of its own.
     *
     * @param partition the physical partition, which exists
     * @param appender stays the caller's
     */
    public KafkaCatalog(KafkaClients clients, TopicPartition partition, Appender appender) {
        this.clients = clients;
        this.partition = partition;
        this.appender = appender;
        this.callbacks = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("penstock-catalog-watch").factory());
        this.view = new CatalogView(callbacks);
        this.thread = Thread.ofPlatform().daemon().name("penstock-catalog").start(this::run);
    }

    /** How the topic is made: one partition, compacted soon, so that a new node loads little more than the live definitions. */
    public static Topics.Spec topic() {
        return new Topics.Spec(
                TOPIC,
                1,
                Map.of(
                        "cleanup.policy", "compact",
                        "min.cleanable.dirty.ratio", "0.2",
                        "segment.ms", Long.toString(Duration.ofHours(1).toMillis()),
                        "segment.bytes", Integer.toString(64 << 20),
                        "max.message.bytes", Integer.toString(KafkaClients.MAX_RECORD_BYTES)));
    }

    /** Completes when this node knows everything that was in the topic when it began to read. */
    public CompletableFuture<Void> loaded() {
        return loaded;
    }

    @Override
    public Optional<Entry> find(String kind, String key) {
        return view.find(kind, key);
    }

    @Override
    public Collection<Entry> list(String kind) {
        return view.list(kind);
    }

    @Override
    public void watch(String kind, Watcher watcher) {
        view.watch(kind, watcher);
    }

    /** Acknowledged is what is below the log's end; the thread that reads asks for it, between two polls. */
    @Override
    public CompletableFuture<Void> caughtUp() {
        CompletableFuture<Void> caughtUp = new CompletableFuture<>();
        boolean first = asked.isEmpty();
        if (!asked.offer(caughtUp)) {
            return CompletableFuture.failedFuture(CommonFaults.THROTTLED.with());
        }
        KafkaConsumer<byte[], byte[]> polling = reader;
        if (closed) {
            caughtUp.completeExceptionally(CommonFaults.UNAVAILABLE.with());
        } else if (polling != null && first) {
            // Whoever comes while others wait is seen with them; to wake the reader again would interrupt what it does
            // for them.
            polling.wakeup();
        }
        return caughtUp;
    }

    @Override
    public CompletableFuture<Void> publish(Entry entry) {
        view.published(entry);
        return append(CatalogCodec.encode(entry));
    }

    @Override
    public CompletableFuture<Void> forget(String kind, String key, long version) {
        return append(CatalogCodec.encodeForgotten(kind, key, version));
    }

    private CompletableFuture<Void> append(NewRecord record) {
        CompletableFuture<Void> seen = new CompletableFuture<>();
        appender.append(partition, record, (offset, timestamp, error) -> {
            if (error != null) {
                seen.completeExceptionally(Failures.ofAppend(error));
            } else if (!waitFor(offset, seen)) {
                seen.complete(null);
            }
        });
        return seen;
    }

    /** False when this node has already read the offset. */
    private boolean waitFor(long offset, CompletableFuture<Void> seen) {
        synchronized (waiting) {
            if (position > offset) {
                return false;
            }
            waiting.computeIfAbsent(offset, read -> new ArrayList<>()).add(seen);
            return true;
        }
    }

    private void run() {
        clients.consumer(ROLE, Map.of("auto.offset.reset", "earliest"), () -> closed)
                .ifPresent(this::read);
        over();
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer) {
        org.apache.kafka.common.TopicPartition kafka =
                new org.apache.kafka.common.TopicPartition(partition.topic(), partition.partition());
        reader = consumer;
        consumer.assign(List.of(kafka));
        consumer.seek(kafka, 0);
        long end = -1;
        while (!closed) {
            try {
                if (end < 0) {
                    end = consumer.endOffsets(List.of(kafka)).getOrDefault(kafka, 0L);
                }
                if (consumer.position(kafka) >= end) {
                    loaded.complete(null);
                }
                answer(consumer, kafka);
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(asked.isEmpty() ? PAUSE : Duration.ZERO)) {
                    take(record);
                }
                arrived(consumer.position(kafka));
            } catch (WakeupException e) {
                LOG.trace("woken to close");
            } catch (RuntimeException e) {
                if (e instanceof AuthorizationException) {
                    // Before the start is over this ends it; later it may pass.
                    loaded.completeExceptionally(e);
                }
                LOG.atWarn().setCause(e).log("reading the catalog failed, going on in a second");
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            }
        }
        clients.close(ROLE, consumer);
    }

    /** Those who asked stay until the end is known. */
    private void answer(KafkaConsumer<byte[], byte[]> consumer, org.apache.kafka.common.TopicPartition kafka) {
        int waiting = asked.size();
        if (waiting == 0) {
            return;
        }
        long last = consumer.endOffsets(List.of(kafka)).getOrDefault(kafka, 0L) - 1;
        for (int i = 0; i < waiting; i++) {
            CompletableFuture<Void> caughtUp = asked.remove();
            if (!waitFor(last, caughtUp)) {
                caughtUp.complete(null);
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            LogRecord read = Records.of(record);
            Entry entry = CatalogCodec.decode(read);
            Optional<Entry> overtaken = CatalogCodec.isForgotten(read) ? view.forget(entry) : view.apply(entry);
            overtaken.ifPresent(this::repair);
        } catch (IllegalStateException e) {
            LOG.atError().addKeyValue("offset", record.offset()).setCause(e).log("a definition cannot be read");
        }
    }

    private void repair(Entry newer) {
        LOG.atInfo()
                .addKeyValue("kind", newer.kind())
                .addKeyValue("key", newer.key())
                .log("a late write overtook this definition, publishing it again");
        publish(newer);
    }

    private void arrived(long next) {
        List<CompletableFuture<Void>> done;
        synchronized (waiting) {
            position = next;
            NavigableMap<Long, List<CompletableFuture<Void>>> before = waiting.headMap(next, false);
            done = before.values().stream().flatMap(List::stream).toList();
            before.clear();
        }
        done.forEach(future -> future.complete(null));
    }

    private void over() {
        List<CompletableFuture<Void>> left;
        synchronized (waiting) {
            left = waiting.values().stream().flatMap(List::stream).toList();
            waiting.clear();
        }
        asked.forEach(future -> future.completeExceptionally(CommonFaults.UNAVAILABLE.with()));
        left.forEach(future -> future.completeExceptionally(CommonFaults.UNAVAILABLE.with()));
        loaded.completeExceptionally(CommonFaults.UNAVAILABLE.with());
    }

    @Override
    public void close() {
        closed = true;
        KafkaConsumer<byte[], byte[]> polling = reader;
        if (polling != null) {
            polling.wakeup();
        }
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        callbacks.shutdown();
    }
}
