package io.penstock.log.shard;

import io.penstock.log.LogSettings.ShardLimits;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what one shard has accepted, so that queues stay bounded. Commands of companions and of the host are not counted. Thread-safe. */
final class Admission {

    private final ShardLimits limits;
    private final AtomicInteger commands = new AtomicInteger();
    private final AtomicInteger parked = new AtomicInteger();

    Admission(ShardLimits limits) {
        this.limits = limits;
    }

    /** False when the shard has enough to do. */
    boolean enter(Request<?, ?> request) {
        if (request.isInternal() || commands.incrementAndGet() <= limits.commands()) {
            return true;
        }
        commands.decrementAndGet();
        return false;
    }

    void leave(boolean internal) {
        if (!internal) {
            commands.decrementAndGet();
        }
    }

    /** From the commands to the parked ones: idle long polls never throttle a sender. False when too many are parked. */
    boolean park(Request<?, ?> request) {
        if (request.isInternal()) {
            return true;
        }
        if (parked.incrementAndGet() > limits.parked()) {
            parked.decrementAndGet();
            return false;
        }
        commands.decrementAndGet();
        return true;
    }

    /** From the parked ones back to the commands. */
    void unpark(Request<?, ?> request) {
        if (!request.isInternal()) {
            parked.decrementAndGet();
            commands.incrementAndGet();
        }
    }

    int parked() {
        return parked.get();
    }
}
