package io.penstock.kernel.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after another, in order, and timers when their time comes. Everything in a {@link MemoryWorld} happens here.
 *
 * <p>{@link Mode#DETERMINISTIC} has no thread: whoever calls from outside runs everything until nothing is left to do, so a reply is there when
 * {@code submit} returns, unless it must wait for the clock or for a held acknowledgement. The threaded modes have one thread, so that
 * handlers may block.
 */
public final class EventLoop implements AutoCloseable {

    /** Who runs the tasks, and what the time is. */
    public enum Mode {
        /** The caller runs them; time stands still until {@link #advance}. */
        DETERMINISTIC,
        /** A thread runs them; time stands still until {@link #advance}. */
        THREADED,
        /** A thread runs them; the time is the real one. */
        REAL_TIME
    }

    /** A task that runs at its time unless cancelled. */
    final class Timer {
        private final Instant at;
        private final long order;
        private final Runnable task;

        private Timer(Instant at, long order, Runnable task) {
            this.at = at;
            this.order = order;
            this.task = task;
        }

        void cancel() {
            locked(() -> timers.remove(this));
        }
    }

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** A machine whose due time never moves on would keep the loop busy for ever; no honest test needs this many tasks at one instant. */
    private static final int TASKS_AT_ONE_INSTANT = 5_000_000;

    private final Mode mode;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.<Timer, Instant>comparing(t -> t.at).thenComparingLong(t -> t.order));
    private final ReentrantLock turn = new ReentrantLock();
    private final @Nullable Thread thread;
    private volatile Instant now = START;
    private long timersMade;
    private boolean stopped;

    EventLoop(Mode mode) {
        this.mode = mode;
        this.clock = mode == Mode.REAL_TIME ? InstantSource.system() : () -> now;
        this.thread = mode == Mode.DETERMINISTIC
                ? null
                : Thread.ofPlatform().daemon().name("memory-world").start(this::serve);
    }

    /** The time of this world. */
    public InstantSource clock() {
        return clock;
    }

    /** Runs a task after those already waiting; never inside this call when called from the loop. */
    public void execute(Runnable task) {
        locked(() -> {
            tasks.add(task);
            work.signalAll();
        });
        if (mode == Mode.DETERMINISTIC) {
            drain();
        }
    }

    Timer at(Instant time, Runnable task) {
        lock.lock();
        try {
            Timer timer = new Timer(time, timersMade++, task);
            timers.add(timer);
            work.signalAll();
            return timer;
        } finally {
            lock.unlock();
        }
    }

    /** Moves the clock, stopping at each timer on the way; returns when all that became due has been done. */
    public void advance(Duration duration) {
        if (mode == Mode.REAL_TIME) {
            throw new IllegalStateException("real time cannot be advanced");
        }
        onLoop(() -> {
            Instant target = now.plus(duration);
            while (true) {
                runReady();
                Instant next = nextTimer();
                if (next == null || next.isAfter(target)) {
                    break;
                }
                now = next;
            }
            now = target;
            runReady();
        });
    }

    /** Runs an action on the loop, between tasks, and waits for it: a consistent look at everything. */
    void onLoop(Runnable action) {
        if (turn.isHeldByCurrentThread()) {
            action.run();
            return;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        execute(() -> {
            try {
                action.run();
                done.complete(null);
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        done.orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        locked(() -> {
            stopped = true;
            tasks.clear();
            timers.clear();
            work.signalAll();
        });
    }

    private void drain() {
        if (turn.isHeldByCurrentThread()) {
            return;
        }
        turn.lock();
        try {
            runReady();
        } finally {
            turn.unlock();
        }
    }

    private void runReady() {
        int budget = TASKS_AT_ONE_INSTANT;
        for (Runnable task = poll(); task != null; task = poll()) {
            task.run();
            if (--budget == 0) {
                throw new IllegalStateException("the loop never comes to rest at " + now);
            }
        }
    }

    private @Nullable Runnable poll() {
        lock.lock();
        try {
            Runnable task = tasks.poll();
            if (task == null && !timers.isEmpty() && !timers.element().at.isAfter(clock.instant())) {
                return timers.remove().task;
            }
            return task;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Instant nextTimer() {
        lock.lock();
        try {
            Timer timer = timers.peek();
            return timer == null ? null : timer.at;
        } finally {
            lock.unlock();
        }
    }

    private void serve() {
        while (awaitWork()) {
            drain();
        }
    }

    private boolean awaitWork() {
        lock.lock();
        try {
            while (!stopped && tasks.isEmpty()) {
                Timer timer = timers.peek();
                if (timer == null) {
                    work.await();
                    continue;
                }
                long nanos = clock.instant().until(timer.at).toNanos();
                if (nanos <= 0) {
                    break;
                }
                if (mode == Mode.REAL_TIME) {
                    work.awaitNanos(nanos);
                } else {
                    work.await();
                }
            }
            return !stopped;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return mode + " at " + clock.instant() + (thread == null ? "" : " on " + thread.getName());
    }
}
