package io.penstock.services.common;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Waiting with a bound that hardly ever matters. A timed wait of a virtual thread sets a timer, and that wakes the thread of the timers, twice for every call; here all waits are looked
 * through once a second instead.
 */
final class Patience {

    /** Ports answer or fail long before; the longest that they are asked to wait is a long poll's 20 s. */
    private static final long NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final Set<Wait> WAITS = ConcurrentHashMap.newKeySet();

    static {
        ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("penstock-patience").factory());
        looking.scheduleWithFixedDelay(() -> look(System.nanoTime()), 1, 1, TimeUnit.SECONDS);
    }

    private Patience() {}

    /** One thread that waits. */
    private static final class Wait {
        private final Thread thread = Thread.currentThread();
        private final long until = System.nanoTime() + NANOS;
        private volatile boolean over;
    }

    /** Returns when the future is done, or after a minute and a second at most. */
    static void await(CompletableFuture<?> future) throws InterruptedException {
        if (future.isDone()) {
            return;
        }
        Wait wait = new Wait();
        WAITS.add(wait);
        try {
            future.whenComplete((value, failure) -> LockSupport.unpark(wait.thread));
            while (!future.isDone() && !wait.over) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                LockSupport.park(future);
            }
        } finally {
            WAITS.remove(wait);
        }
    }

    /** Ends the waits whose time is over. */
    static void look(long now) {
        for (Wait wait : WAITS) {
            if (now - wait.until >= 0) {
                wait.over = true;
                LockSupport.unpark(wait.thread);
            }
        }
    }

    /** How many threads wait. */
    static int waiting() {
        return WAITS.size();
    }
}
