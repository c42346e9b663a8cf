package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.core.exception.SdkException;

/** Repeats rounds side by side until told to stop; what fails with an error of the service or the connection was not acknowledged and is tried anew. */
final class Repeating implements AutoCloseable {

    private static final Duration END = Duration.ofSeconds(60);

    private final AtomicBoolean stopping = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    void start(Runnable round) {
        threads.add(Thread.ofVirtual().start(() -> {
            while (!stopping.get()) {
                try {
                    round.run();
                } catch (SdkException e) {
                    // Not acknowledged. The next round meets the same server, or its connection is refused at once and
                    // the SDK backs off.
                }
            }
        }));
    }

    /** Stops and waits for the rounds in progress. */
    void stop() {
        stopping.set(true);
        try {
            for (Thread thread : threads) {
                assertThat(thread.join(END)).as("a caller ends").isTrue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
