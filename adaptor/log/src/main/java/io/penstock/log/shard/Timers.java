package io.penstock.log.shard;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All timers of a host on one heap and one thread. A cancelled timer stays in the heap until its time comes or cancelled ones are in the majority:
 * long polls are mostly cancelled, and looking each up in the heap would cost more.
 */
final class Timers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Timers.class);
    private static final int SWEEP = 1_024;

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition earlier = lock.newCondition();
    private final Thread thread;
    private PriorityQueue<Timer> heap = new PriorityQueue<>();
    private int cancelled;
    private boolean closed;

    Timers(InstantSource clock) {
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("penstock-timers").start(this::run);
    }

    /** Something to do at a time. */
    final class Timer implements Comparable<Timer> {
        private final Instant at;
        private final Executor executor;
        private final Runnable task;
        private volatile boolean over;

        private Timer(Instant at, Executor executor, Runnable task) {
            this.at = at;
            this.executor = executor;
            this.task = task;
        }

        Instant at() {
            return at;
        }

        /** A task that is already on its way to its executor still runs. */
        void cancel() {
            if (!over) {
                over = true;
                sweep();
            }
        }

        @Override
        public int compareTo(Timer other) {
            return at.compareTo(other.at);
        }
    }

    InstantSource clock() {
        return clock;
    }

    /** Hands the task to the executor when its time has come; never before. */
    Timer at(Instant time, Executor executor, Runnable task) {
        Timer timer = new Timer(time, executor, task);
        lock.lock();
        try {
            heap.add(timer);
            if (heap.peek() == timer) {
                earlier.signal();
            }
        } finally {
            lock.unlock();
        }
        return timer;
    }

    /** Looks at the clock again, since it was set; completes when what is due now has been handed over. */
    CompletableFuture<Void> clockMoved() {
        CompletableFuture<Void> handedOver = new CompletableFuture<>();
        at(clock.instant(), Runnable::run, () -> handedOver.complete(null));
        lock.lock();
        try {
            earlier.signal();
        } finally {
            lock.unlock();
        }
        return handedOver;
    }

    private void sweep() {
        lock.lock();
        try {
            cancelled++;
            if (cancelled > SWEEP && cancelled > heap.size() / 2) {
                PriorityQueue<Timer> rest = new PriorityQueue<>();
                heap.stream().filter(timer -> !timer.over).forEach(rest::add);
                heap = rest;
                cancelled = 0;
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (true) {
            Timer due = next();
            if (due == null) {
                return;
            }
            if (!due.over) {
                due.over = true;
                hand(due);
            }
        }
    }

    private static void hand(Timer due) {
        try {
            due.executor.execute(due.task);
        } catch (RejectedExecutionException e) {
            LOG.atDebug().setCause(e).log("a timer came after its executor had stopped");
        }
    }

    private @Nullable Timer next() {
        lock.lock();
        try {
            while (!closed) {
                Timer first = heap.peek();
                if (first == null) {
                    earlier.await();
                    continue;
                }
                long nanos = first.over
                        ? 0
                        : java.time.Duration.between(clock.instant(), first.at).toNanos();
                if (nanos <= 0) {
                    heap.remove();
                    cancelled = first.over ? Math.max(0, cancelled - 1) : cancelled;
                    return first;
                }
                // The clock may be set; a wait is never longer than this behind it.
                earlier.awaitNanos(Math.min(nanos, TimeUnit.SECONDS.toNanos(1)));
            }
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        List<Timer> left;
        lock.lock();
        try {
            closed = true;
            left = List.copyOf(heap);
            heap.clear();
            earlier.signal();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
        // Whoever waits on one of them finds the host closed and says so; silence would leave callers waiting for ever.
        left.stream().filter(timer -> !timer.over).forEach(Timers::hand);
    }
}
