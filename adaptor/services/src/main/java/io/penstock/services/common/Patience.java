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
 * through once a second instead, short ones five times a second.
 */
final class Patience {

    /** Ports answer or fail long before; the longest that they are asked to wait is a long poll's 20 s. */
    private static final long NANOS = TimeUnit.SECONDS.toNanos(60);

    /** Up to here it matters when a wait ends. Long polls are above: there may be very many of them to look through. */
    private static final long SHORT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long LOOK_MILLIS = 1_000;
    private static final long LOOK_AT_SHORT_MILLIS = 200;

    private static final Set<Wait> WAITS = ConcurrentHashMap.newKeySet();
    private static final Set<Wait> SHORT_WAITS = ConcurrentHashMap.newKeySet();

    static {
        ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("penstock-patience").factory());
        looking.scheduleWithFixedDelay(
                () -> look(WAITS, System.nanoTime()), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        looking.scheduleWithFixedDelay(
                () -> look(SHORT_WAITS, System.nanoTime()),
                LOOK_AT_SHORT_MILLIS,
                LOOK_AT_SHORT_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private Patience() {}

    /** One thread that waits. */
    private static final class Wait {
        private final Thread thread = Thread.currentThread();
        private final long until;
        private volatile boolean over;

        private Wait(long nanos) {
            until = System.nanoTime() + nanos;
        }
    }

    /** Returns when the future is done, or after a minute and a second at most. */
    static void await(CompletableFuture<?> future) throws InterruptedException {
        await(future, NANOS);
    }

    /** Returns when the future is done, or after this time: up to a fifth of a second later for five seconds at most, else up to a second. */
    static void await(CompletableFuture<?> future, long nanos) throws InterruptedException {
        if (future.isDone()) {
            return;
        }
        Wait wait = new Wait(nanos);
        Set<Wait> waits = nanos > SHORT_NANOS ? WAITS : SHORT_WAITS;
        waits.add(wait);
        try {
            future.whenComplete((value, failure) -> LockSupport.unpark(wait.thread));
            while (!future.isDone() && !wait.over) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                LockSupport.park(future);
            }
        } finally {
            waits.remove(wait);
        }
    }

    /** Ends the waits whose time is over. */
    static void look(long now) {
        look(WAITS, now);
        look(SHORT_WAITS, now);
    }

    private static void look(Set<Wait> waits, long now) {
        for (Wait wait : waits) {
            if (now - wait.until >= 0) {
                wait.over = true;
                LockSupport.unpark(wait.thread);
            }
        }
    }

    /** How many threads wait. */
    static int waiting() {
        return WAITS.size() + SHORT_WAITS.size();
    }
}
