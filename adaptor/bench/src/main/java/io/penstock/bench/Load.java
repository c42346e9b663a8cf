package io.penstock.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/** Runs callers side by side for a fixed time, each as fast as its replies come. */
final class Load {

    /** What one caller does over and over. */
    interface Caller extends AutoCloseable {

        /** One round; returns how many messages it moved. */
        int round() throws Exception;

        @Override
        default void close() throws IOException {}
    }

    /** Makes the caller with that number. */
    interface Callers {
        Caller make(int number) throws Exception;
    }

    /**
     * @param rounds rounds per second
     * @param messages messages per second
     * @param processorMicros of the server, for each message; 0 when unknown
     */
    record Result(double rounds, double messages, Histogram latency, double processorMicros) {

        Result withProcessorTime(Duration spent) {
            double moved = messages * latency.count() / Math.max(rounds, 1e-9);
            return new Result(rounds, messages, latency, moved == 0 ? 0 : spent.toNanos() / 1e3 / moved);
        }

        String line() {
            return String.format(
                    "%,9.0f calls/s %,10.0f msgs/s  p50 %7.2f ms  p99 %7.2f ms  %6.1f us/msg",
                    rounds, messages, latency.millis(0.5), latency.millis(0.99), processorMicros);
        }
    }

    /** How long an answer may take beyond the end. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Load() {}

    static Result run(int callers, Duration time, Callers make) throws Exception {
        Histogram all = new Histogram();
        LongAdder messages = new LongAdder();
        List<Caller> made = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            made.add(make.make(i));
        }
        long start = System.nanoTime();
        long end = start + time.toNanos();
        // Threads of the system: a virtual one costs a poller's and a carrier's wake-up for each reply, on the
        // processors that the server needs.
        ThreadFactory platform = Thread.ofPlatform().daemon().name("caller-", 0).factory();
        try (var threads = Executors.newThreadPerTaskExecutor(platform)) {
            List<Future<?>> running = new ArrayList<>();
            for (Caller caller : made) {
                running.add(threads.submit(() -> {
                    Histogram own = new Histogram();
                    for (long before = System.nanoTime(); before < end; ) {
                        messages.add(caller.round());
                        long after = System.nanoTime();
                        own.add(after - before);
                        before = after;
                    }
                    all.addAll(own);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                try {
                    one.get(end + PATIENCE.toNanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (ExecutionException e) {
                    throw new IllegalStateException("a caller failed", e.getCause());
                } catch (TimeoutException e) {
                    // What they wait on ends with their connections.
                    for (Caller caller : made) {
                        caller.close();
                    }
                    throw e;
                }
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        for (Caller caller : made) {
            caller.close();
        }
        return new Result(all.count() / seconds, messages.sum() / seconds, all, 0);
    }
}
