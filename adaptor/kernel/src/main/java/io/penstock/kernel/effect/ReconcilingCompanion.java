package io.penstock.kernel.effect;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.machine.Companion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A companion that compares the durable state with what has been done, and starts what is missing. Effects have names; one of a name runs at a time. When one ends
 * the companion looks again: at once, or half a second later if it failed. Replies wait until what they tell of is done.
 *
 * <p>The monitor of the companion guards what it keeps; {@link #reconcile} runs under it.
 *
 * @param <S> state
 * @param <E> events
 * @param <R> replies
 */
public abstract class ReconcilingCompanion<S, E, R> implements Companion<S, E, R> {

    private static final long RETRY_MILLIS = 500;

    private record Waiter<R>(BooleanSupplier isDone, CompletableFuture<R> reply, R value) {}

    private final Executor later;
    private final Set<String> running = new HashSet<>();
    private final List<Waiter<R>> waiters = new ArrayList<>();
    private boolean looking;
    private boolean again;
    private boolean closed;

    protected ReconcilingCompanion() {
        this(CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS));
    }

    /**
     * For tests.
     *
     * @param later runs what is to be tried again when its time has come
     */
    protected ReconcilingCompanion(Executor later) {
        this.later = later;
    }

    /** Starts what is missing, by {@link #run}. Never called once the shard is lost, nor inside itself. */
    protected abstract void reconcile();

    /** Logs that an effect failed and will be tried again. Not called for what fails because the shard is lost: that is the next owner's. */
    protected abstract void failed(String effect, Throwable cause);

    /**
     * Reconciles, and answers whoever waited for what is done by now. An effect that is done as soon as it is started looks again after
     * the look that started it, not within: that one has not noted yet what it started.
     */
    protected final synchronized void look() {
        again = true;
        if (looking) {
            return;
        }
        looking = true;
        try {
            while (again && !closed) {
                again = false;
                reconcile();
            }
        } finally {
            looking = false;
        }
        List<Waiter<R>> due = waiters.stream()
                .filter(waiter -> waiter.isDone().getAsBoolean())
                .toList();
        waiters.removeAll(due);
        due.forEach(waiter -> waiter.reply().complete(waiter.value()));
    }

    /**
     * Starts an effect unless it is running.
     *
     * @param effect must bear being done twice; makes progress when it succeeds, or it is started again at once, for ever
     */
    protected final synchronized void run(String name, Supplier<? extends CompletableFuture<?>> effect) {
        if (!running.add(name)) {
            return;
        }
        CompletableFuture<?> done;
        try {
            done = effect.get();
        } catch (RuntimeException e) {
            done = CompletableFuture.failedFuture(e);
        }
        done.whenComplete((result, failure) -> {
            if (failure == null) {
                ended(name);
            } else if (!isClosed()) {
                failed(name, failure);
                later.execute(() -> ended(name));
            }
        });
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void ended(String name) {
        running.remove(name);
        look();
    }

    /** Whether an effect was started and has not ended. */
    protected final synchronized boolean isRunning(String name) {
        return running.contains(name);
    }

    /** A reply that waits for its condition, which is asked after each look; fails with {@link CommonFaults#UNAVAILABLE} when the shard is lost before. */
    protected final synchronized CompletableFuture<R> when(BooleanSupplier isDone, R value) {
        if (isDone.getAsBoolean()) {
            return CompletableFuture.completedFuture(value);
        }
        if (closed) {
            return CompletableFuture.failedFuture(CommonFaults.UNAVAILABLE.with());
        }
        CompletableFuture<R> reply = new CompletableFuture<>();
        waiters.add(new Waiter<>(isDone, reply, value));
        return reply;
    }

    @Override
    public synchronized void closed() {
        closed = true;
        waiters.forEach(waiter -> waiter.reply().completeExceptionally(CommonFaults.UNAVAILABLE.with()));
        waiters.clear();
    }
}
