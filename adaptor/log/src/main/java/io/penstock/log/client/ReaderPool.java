package io.penstock.log.client;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few consumers lent out for reads that know where they want to read. They are made when first needed and kept. At an end of a log they wait
 * only some milliseconds, so that a reader never blocks the next one.
 */
public final class ReaderPool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReaderPool.class);

    private final KafkaClients clients;
    private final String role;
    private final Bounds bounds;
    private final Semaphore permits;
    private final Semaphore queue;
    private final ConcurrentLinkedDeque<Reader> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger made = new AtomicInteger();
    private final ExecutorService threads;
    private volatile boolean closed;

    private record Reader(String role, KafkaConsumer<byte[], byte[]> consumer) {}

    /**
     * @param consumers at most
     * @param waiting reads waiting for a consumer at most; more are throttled
     * @param fetchBytes what one fetch brings, unless a single batch is larger
     * @param pollRecords what one poll returns. Kafka's consumer fetches ahead once it has handed out all it has, and the next reader of the consumer waits
     *     for that: few for reads of few records, many for reads of everything
     */
    public record Bounds(int consumers, int waiting, int fetchBytes, int pollRecords) {}

    /** @param role names the consumers */
    public ReaderPool(KafkaClients clients, String role, Bounds bounds) {
        this.clients = clients;
        this.role = role;
        this.bounds = bounds;
        this.permits = new Semaphore(bounds.consumers);
        this.queue = new Semaphore(bounds.consumers + bounds.waiting);
        this.threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("penstock-" + role + "-", 0).factory());
    }

    /**
     * Runs a read on a consumer of the pool. It fails with what the read threw, or as throttled when too many wait.
     *
     * @param read must not keep the consumer; may block
     */
    public <T> CompletableFuture<T> submit(Function<KafkaConsumer<byte[], byte[]>, T> read) {
        CompletableFuture<T> future = new CompletableFuture<>();
        if (closed || !queue.tryAcquire()) {
            future.completeExceptionally(closed ? CommonFaults.UNAVAILABLE.with() : CommonFaults.THROTTLED.with());
            return future;
        }
        threads.execute(() -> {
            try {
                future.complete(call(read));
            } catch (FaultException | IllegalStateException e) {
                future.completeExceptionally(e);
            } catch (RuntimeException e) {
                LOG.atWarn().addKeyValue("pool", role).setCause(e).log("a read failed");
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

    private <T> T call(Function<KafkaConsumer<byte[], byte[]>, T> read) throws InterruptedException {
        permits.acquire();
        try {
            Reader reader = take();
            boolean healthy = false;
            try {
                T result = read.apply(reader.consumer);
                reader.consumer.assign(List.of());
                healthy = true;
                return result;
            } finally {
                if (healthy && !closed) {
                    idle.push(reader);
                } else {
                    clients.close(reader.role, reader.consumer);
                }
            }
        } finally {
            permits.release();
        }
    }

    /** One that is kept, or else a new one: when that cannot be made now, whichever is there first. */
    private Reader take() {
        BooleanSupplier late = KafkaClients.readPatience();
        do {
            Reader reader = idle.poll();
            if (reader != null) {
                return reader;
            }
            String name = role + "-" + made.getAndIncrement();
            Optional<KafkaConsumer<byte[], byte[]>> consumer = clients.consumer(
                    name,
                    Map.of(
                            "fetch.max.wait.ms", 5,
                            "max.partition.fetch.bytes", bounds.fetchBytes,
                            "max.poll.records", bounds.pollRecords),
                    () -> closed || !idle.isEmpty() || late.getAsBoolean());
            if (consumer.isPresent()) {
                return new Reader(name, consumer.get());
            }
        } while (!closed && !late.getAsBoolean());
        throw CommonFaults.UNAVAILABLE.with();
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
        for (Reader reader = idle.poll(); reader != null; reader = idle.poll()) {
            clients.close(reader.role, reader.consumer);
        }
    }
}
