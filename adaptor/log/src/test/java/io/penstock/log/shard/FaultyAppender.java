package io.penstock.log.shard;

import io.penstock.kernel.contract.JournalFaults;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.log.client.Appender;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Loses, refuses, repeats, keeps, holds and delays appends to journals; EPOCH records and chunks of snapshots pass. One plan of faults serves all nodes of a cluster. */
final class FaultyAppender implements Appender {

    private enum Fate {
        STORED,
        LOST,
        REFUSED,
        DUPLICATED
    }

    /** What goes wrong, for all nodes of a cluster. */
    static final class Plan implements JournalFaults {
        private final ArrayDeque<Fate> next = new ArrayDeque<>();
        private ArrayDeque<Outcome> outcomes = new ArrayDeque<>();
        private final ArrayDeque<Runnable> kept = new ArrayDeque<>();
        private Duration late = Duration.ZERO;
        private boolean holding;
        private boolean leaderless;

        private synchronized Fate fate() {
            Fate fate = next.poll();
            return fate == null ? Fate.STORED : fate;
        }

        @Override
        public synchronized void loseNextAck() {
            next.add(Fate.LOST);
        }

        @Override
        public synchronized void refuseNextAppend() {
            next.add(Fate.REFUSED);
        }

        @Override
        public synchronized void spareNextAppend() {
            next.add(Fate.STORED);
        }

        @Override
        public synchronized void duplicateNextAppend() {
            next.add(Fate.DUPLICATED);
        }

        @Override
        public synchronized void holdAcks() {
            holding = true;
        }

        @Override
        public void awaitHeldAcks(int count) {
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> ready() >= count);
        }

        @Override
        public void releaseAcks() {
            synchronized (this) {
                holding = false;
            }
            deliver();
        }

        @Override
        public synchronized void loseLeaders() {
            leaderless = true;
        }

        @Override
        public void awaitKeptAppends(int count) {
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> kept() >= count);
        }

        @Override
        public void electLeaders() {
            // What is appended meanwhile is kept behind the others: the order holds.
            for (Runnable append = nextKept(); append != null; append = nextKept()) {
                append.run();
            }
        }

        @Override
        public synchronized void slowAcks(Duration newLate) {
            late = newLate;
        }

        private synchronized boolean keep(Runnable append) {
            if (leaderless) {
                kept.add(append);
            }
            return leaderless;
        }

        private synchronized @Nullable Runnable nextKept() {
            leaderless = !kept.isEmpty();
            return kept.poll();
        }

        private synchronized int kept() {
            return kept.size();
        }

        private synchronized Duration late() {
            return late;
        }

        /** Every process died. */
        synchronized void forget() {
            outcomes = new ArrayDeque<>();
            kept.clear();
            holding = false;
            leaderless = false;
        }

        private synchronized long ready() {
            return outcomes.stream().filter(outcome -> outcome.ready).count();
        }

        private synchronized Outcome expect(Ack ack) {
            Outcome outcome = new Outcome(ack);
            outcomes.add(outcome);
            return outcome;
        }

        private void deliver() {
            List<Outcome> due = new ArrayList<>();
            synchronized (this) {
                while (!holding && !outcomes.isEmpty() && outcomes.element().ready) {
                    due.add(outcomes.remove());
                }
                due.forEach(outcome -> outcome.ack.done(outcome.offset, outcome.timestamp, outcome.error));
            }
        }
    }

    private static final class Outcome {
        private final Ack ack;
        private boolean ready;
        private long offset = -1;
        private long timestamp = -1;
        private @Nullable Exception error;

        Outcome(Ack ack) {
            this.ack = ack;
        }
    }

    private final Appender kafka;
    private final Plan plan;
    private volatile boolean dead;
    private volatile boolean zombie;

    FaultyAppender(Appender kafka, Plan plan) {
        this.kafka = kafka;
        this.plan = plan;
    }

    /** The process died: nothing leaves it and nothing reaches it any more. */
    void die() {
        dead = true;
    }

    /** It is not told that it was deposed, and it does not take its shards again. */
    void turnZombie() {
        zombie = true;
    }

    @Override
    public void append(TopicPartition partition, NewRecord record, Ack ack) {
        if (dead) {
            return;
        }
        if (zombie && JournalRecord.isEpoch(record.value())) {
            ack.done(-1, -1, new TimeoutException("a zombie does not rise again"));
            return;
        }
        if (!partition.topic().endsWith(ShardStore.JOURNAL) || JournalRecord.isEpoch(record.value())) {
            kafka.append(partition, record, whileAlive(ack));
            return;
        }
        if (!plan.keep(() -> send(partition, record, ack))) {
            send(partition, record, ack);
        }
    }

    private void send(TopicPartition partition, NewRecord record, Ack ack) {
        Fate fate = plan.fate();
        Outcome outcome = plan.expect(whileAlive(ack));
        if (fate == Fate.REFUSED) {
            settle(outcome, -1, -1, new TimeoutException("refused by the test"));
            return;
        }
        kafka.append(partition, record, (offset, timestamp, error) -> {
            if (fate == Fate.LOST) {
                settle(outcome, -1, -1, new TimeoutException("lost by the test"));
            } else {
                settle(outcome, offset, timestamp, error);
            }
        });
        if (fate == Fate.DUPLICATED) {
            kafka.append(partition, record, (offset, timestamp, error) -> {});
        }
    }

    private void settle(Outcome outcome, long offset, long timestamp, @Nullable Exception error) {
        Duration late = plan.late();
        if (late.isZero()) {
            settled(outcome, offset, timestamp, error);
        } else {
            CompletableFuture.delayedExecutor(late.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> settled(outcome, offset, timestamp, error));
        }
    }

    private void settled(Outcome outcome, long offset, long timestamp, @Nullable Exception error) {
        synchronized (plan) {
            outcome.offset = offset;
            outcome.timestamp = timestamp;
            outcome.error = error;
            outcome.ready = true;
        }
        plan.deliver();
    }

    private Ack whileAlive(Ack ack) {
        return (offset, timestamp, error) -> {
            if (!dead) {
                ack.done(offset, timestamp, error);
            }
        };
    }

    @Override
    public void close() {
        kafka.close();
    }
}
