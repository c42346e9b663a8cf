package io.penstock.kcl;

import io.penstock.clients.KinesisLoad;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkException;
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

    /** Ends with the first write that fails. */
    Writing(KinesisClient kinesis, String stream) {
        this(kinesis, stream, false);
    }

    /** @param survives whether it goes on, with the next numbers, after a write that failed and may have happened */
    Writing(KinesisClient kinesis, String stream, boolean survives) {
        this.load = new KinesisLoad(stream);
        this.done = CompletableFuture.runAsync(
                () -> {
                    while (!closing.get()) {
                        write(kinesis, survives);
                        LockSupport.parkNanos(PAUSE_NANOS);
                    }
                },
                Thread::startVirtualThread);
    }

    private void write(KinesisClient kinesis, boolean survives) {
        try {
            load.put(kinesis, KEYS);
        } catch (SdkException e) {
            if (!survives) {
                throw e;
            }
        }
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
