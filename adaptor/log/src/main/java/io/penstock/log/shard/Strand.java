package io.penstock.log.shard;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard's thread: tasks run one after another, in order, each seeing what the earlier ones did, on whatever thread of the pool is free. After a
 * bounded number of tasks the strand goes to the end of the pool's queue, so that a busy shard does not keep the others waiting.
 */
final class Strand implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(Strand.class);
    private static final int TURN = 256;

    /** A caller does a little more than its own task, then it has its own caller to answer. */
    static final int TURN_HERE = 8;

    private final Executor pool;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    Strand(Executor pool) {
        this.pool = pool;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            pool.execute(() -> turn(TURN));
        }
    }

    /**
     * Runs a task, and whatever comes meanwhile, on the caller's thread if no other task is under way: to wake a thread of the pool costs more than most tasks. The caller
     * must hold nothing that a task could wait for.
     */
    void executeHere(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            InPlace.forbidden(() -> turn(TURN_HERE));
        }
    }

    private void turn(int most) {
        int done = 0;
        Runnable task = tasks.poll();
        while (task != null) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.atError().setCause(e).log("a task of a shard failed");
            }
            done++;
            task = done < most ? tasks.poll() : null;
        }
        if (waiting.addAndGet(-done) > 0) {
            pool.execute(() -> turn(TURN));
        }
    }
}
