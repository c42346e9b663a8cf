package io.penstock.clients;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** Threads that call a server until it dies under them. */
final class Hands {

    /** One thing done over and over. */
    interface Round {
        void run() throws Exception;
    }

    private final List<Thread> threads = new ArrayList<>();
    private final List<Throwable> defects = new ArrayList<>();

    /** Repeats a round until its first call fails because the server is gone. */
    void repeat(Round round) {
        threads.add(Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    round.run();
                }
            } catch (SdkClientException | SdkServiceException e) {
                // Killed, as planned: whatever was not answered by now is not acknowledged.
            } catch (Throwable e) {
                synchronized (defects) {
                    defects.add(e);
                }
            }
        }));
    }

    /** Waits for all to end; throws what failed otherwise than by the server's death. */
    void join() throws InterruptedException {
        for (Thread thread : threads) {
            if (!thread.join(Duration.ofSeconds(TimeUnit.MINUTES.toSeconds(1)))) {
                throw new IllegalStateException(thread + " still calls a dead server");
            }
        }
        synchronized (defects) {
            if (!defects.isEmpty()) {
                throw new IllegalStateException("a caller failed", defects.getFirst());
            }
        }
    }
}
