package io.penstock.kcl;

import io.penstock.clients.KinesisLoad;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Writes to a stream without a break until it is closed: one record of each key, again and again. */
final class Writing implements AutoCloseable {

    /** Enough keys that every shard has some. */
    private static final List<String> KEYS =
            IntStream.range(0, 24).mapToObj(i -> "k" + i).toList();

    /** Consumers in several JVMs on a small machine shall keep up. */
    private static final long PAUSE_NANOS = 100_000_000;

    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Void> done;
    private final KinesisLoad load;

    Writing(KinesisClient kinesis, String stream) {
        this.load = new KinesisLoad(stream);
        this.done = CompletableFuture.runAsync(
                () -> {
                    while (!closing.get()) {
                        load.put(kinesis, KEYS);
                        LockSupport.parkNanos(PAUSE_NANOS);
                    }
                },
                Thread::startVirtualThread);
    }

    KinesisLoad load() {
        return load;
    }

    /** Ends it; throws what a write threw. */
    void finish() {
        closing.set(true);
        done.join();
    }

    @Override
    public void close() {
        closing.set(true);
    }
}
