package io.penstock.log.record;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.RecordLog.Scan;
import io.penstock.log.client.KafkaClients;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumers for those who read partitions from front to back in pieces. A consumer that has delivered a piece keeps its place and fetches ahead from there, so
 * whoever comes for the next piece finds it here. Others take the consumer that was not used for longest.
 *
 * <p>Memory: of each consumer {@link #AHEAD_BYTES} and two fetches at most, the one handed out in part and the one of Kafka's client: 80 MiB of all together.
 */
final class Scanners implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Scanners.class);

    private static final int CONSUMERS = 8;
    private static final int WAITING = 10_000;

    /** Of one fetch, unless a single batch is larger. */
    private static final int FETCH_BYTES = 2 << 20;

    /** With a fetch on its way and another one in the consumer, a piece of the size of the largest answer of GetRecords. */
    private static final long AHEAD_BYTES = 6 << 20;

    private static final int POLL_RECORDS = 2_000;

    /** What was fetched ahead is good for so long: a topic that another node deletes and makes anew is another log. */
    static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final KafkaClients clients;
    private final Semaphore permits = new Semaphore(CONSUMERS, true);
    private final Semaphore queue = new Semaphore(CONSUMERS + WAITING);
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicLong ahead = new AtomicLong();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("penstock-scan-", 0).factory());

    /** Least recently used first; guarded by itself. */
    private final List<Scanner> idle = new ArrayList<>();

    /** Idle or in use; guarded by {@code idle}. */
    private int alive;

    private volatile boolean closed;

    /** What to read. */
    record Wish(TopicPartition partition, long from, int maxRecords, int maxBytes) {}

    Scanners(KafkaClients clients) {
        this.clients = clients;
    }

    CompletableFuture<Scan> scan(Wish wish) {
        CompletableFuture<Scan> future = new CompletableFuture<>();
        if (closed || !queue.tryAcquire()) {
            future.completeExceptionally(closed ? CommonFaults.UNAVAILABLE.with() : CommonFaults.THROTTLED.with());
            return future;
        }
        threads.execute(() -> {
            try {
                call(wish, future);
            } catch (FaultException e) {
                future.completeExceptionally(e);
            } catch (RuntimeException e) {
                LOG.atWarn()
                        .addKeyValue("partition", wish.partition())
                        .setCause(e)
                        .log("a scan failed");
                future.completeExceptionally(CommonFaults.UNAVAILABLE.with());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                future.completeExceptionally(CommonFaults.UNAVAILABLE.with());
            } finally {
                queue.release();
            }
        });
        return future;
    }

    /** Bytes of keys and values that were polled and not handed out yet. */
    long aheadBytes() {
        return ahead.get();
    }

    /** Throws away what was fetched ahead of a topic. */
    void forget(String topic) {
        List<Scanner> stale = new ArrayList<>();
        synchronized (idle) {
            for (Iterator<Scanner> each = idle.iterator(); each.hasNext(); ) {
                Scanner scanner = each.next();
                if (scanner.isOf(topic)) {
                    each.remove();
                    stale.add(scanner);
                }
            }
        }
        stale.forEach(Scanner::close);
    }

    private void call(Wish wish, CompletableFuture<Scan> future) throws InterruptedException {
        permits.acquire();
        try {
            if (future.isDone()) {
                // Nobody waits any more.
                return;
            }
            Scanner scanner = take(wish);
            boolean healthy = false;
            Scan scan;
            try {
                scan = scanner.scan(wish);
                healthy = true;
            } finally {
                if (!healthy || !giveBack(scanner)) {
                    scanner.close();
                }
            }
            future.complete(scan);
        } finally {
            permits.release();
        }
    }

    private boolean giveBack(Scanner scanner) {
        synchronized (idle) {
            if (closed) {
                return false;
            }
            idle.add(scanner);
            if (scanner.isSequential()) {
                threads.execute(() -> scanner.readAhead(AHEAD_BYTES));
            }
            return true;
        }
    }

    private Scanner take(Wish wish) {
        synchronized (idle) {
            for (int i = 0; i < idle.size(); i++) {
                if (idle.get(i).isAt(wish, KEEP_NANOS)) {
                    return idle.remove(i);
                }
            }
            // There are as many permits as consumers: whoever holds one finds an idle consumer or may make one.
            if (!idle.isEmpty() && (alive >= CONSUMERS || idle.getFirst().isUnused(KEEP_NANOS))) {
                return idle.removeFirst();
            }
            alive++;
        }
        String role = "scan-" + made.getAndIncrement();
        Optional<KafkaConsumer<byte[], byte[]>> consumer = consumer(role);
        if (consumer.isEmpty()) {
            closed();
            throw CommonFaults.UNAVAILABLE.with();
        }
        return new Scanner(role, clients, consumer.get(), ahead, this::closed);
    }

    /** Tries as long as a read would wait for brokers. */
    private Optional<KafkaConsumer<byte[], byte[]>> consumer(String role) {
        BooleanSupplier late = KafkaClients.readPatience();
        return clients.consumer(
                role,
                Map.of(
                        "fetch.max.wait.ms",
                        5,
                        "max.partition.fetch.bytes",
                        FETCH_BYTES,
                        "max.poll.records",
                        POLL_RECORDS,
                        "receive.buffer.bytes",
                        -1),
                () -> closed || late.getAsBoolean());
    }

    private void closed() {
        synchronized (idle) {
            alive--;
        }
    }

    @Override
    public void close() {
        List<Scanner> all;
        synchronized (idle) {
            closed = true;
            all = List.copyOf(idle);
            idle.clear();
        }
        threads.shutdownNow();
        all.forEach(Scanner::close);
    }

    /** Bytes of a record's key and value. */
    static int size(LogRecord record) {
        byte[] key = record.key();
        return record.value().length + (key == null ? 0 : key.length);
    }
}
