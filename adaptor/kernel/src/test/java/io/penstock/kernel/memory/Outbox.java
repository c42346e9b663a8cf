package io.penstock.kernel.memory;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.memory.Live.Waiting;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Decisions on their way to the journal and back to their callers: strictly in order, none before its append and all earlier ones are
 * acknowledged. Used on the loop alone.
 */
final class Outbox {

    /** A decision between being taken and being told. */
    static final class Step<S, C, E, R> {
        final Live<S, C, E, R> live;
        final C command;
        final List<E> events;
        final CompletableFuture<R> caller;
        final @Nullable R reply;
        final @Nullable FaultException refusal;
        private boolean durable;

        Step(Live<S, C, E, R> live, List<E> events, Waiting<C, R> waiting, R reply) {
            this.live = live;
            this.command = waiting.command;
            this.events = events;
            this.caller = waiting.caller;
            this.reply = reply;
            this.refusal = null;
        }

        Step(Live<S, C, E, R> live, Waiting<C, R> waiting, FaultException refusal) {
            this.live = live;
            this.command = waiting.command;
            this.events = List.of();
            this.caller = waiting.caller;
            this.reply = null;
            this.refusal = refusal;
        }
    }

    /** The shard that decides. */
    interface Shard {
        /** Everything up to and including this decision is durable. */
        void release(Step<?, ?, ?, ?> step);

        /** An append failed, so later ones stand on sand. */
        void broken();

        /** Another owner's epoch was found in the journal. */
        void deposed();
    }

    private final Shard shard;
    private final ShardStore store;
    private final Appender appender;
    private final Deque<Step<?, ?, ?, ?>> steps = new ArrayDeque<>();
    private final long epoch;
    private long sequence;
    private long lastAcknowledged;
    private boolean closed;

    Outbox(Shard shard, MemoryWorld world, ShardStore store, long epoch) {
        this.shard = shard;
        this.store = store;
        this.appender = new Appender(world.loop(), world.journalFaults(), store.journal);
        this.epoch = epoch;
        this.lastAcknowledged = epoch;
    }

    /** Journals a decision's events, if it has any to journal. */
    void add(Step<?, ?, ?, ?> step, List<byte[]> events) {
        steps.add(step);
        step.live.unreleased++;
        if (events.isEmpty()) {
            step.durable = true;
            releaseDurable();
            return;
        }
        append(new JournalRecord.Events(epoch, ++sequence, step.live.ref(), events), () -> step.durable = true);
    }

    /** Journals a pointer to a snapshot of everything decided so far; trims when that is durable. */
    void pointTo(long firstChunk, int chunks) {
        long position = store.journal.range().end();
        append(
                new JournalRecord.Snapshot(epoch, ++sequence, firstChunk, chunks),
                () -> store.trim(position, firstChunk));
    }

    /** Stops, and hands back those who will not be answered. */
    List<CompletableFuture<?>> close() {
        closed = true;
        List<CompletableFuture<?>> callers = new ArrayList<>();
        steps.forEach(step -> callers.add(step.caller));
        steps.clear();
        return callers;
    }

    private void append(JournalRecord record, Runnable whenDurable) {
        appender.append(new NewRecord(null, record.encode(), List.of()), new Appender.Ack() {
            @Override
            public void stored(LogRecord stored) {
                if (!closed && stillOwner(stored.offset())) {
                    whenDurable.run();
                    releaseDurable();
                }
            }

            @Override
            public void failed(FaultException fault) {
                if (!closed) {
                    shard.broken();
                }
            }
        });
    }

    /** Reads the gap between two acknowledgements, if there is one: another owner's epoch in it means that we are deposed. */
    private boolean stillOwner(long offset) {
        for (LogRecord between : store.journal.read(lastAcknowledged + 1, Integer.MAX_VALUE, Long.MAX_VALUE)) {
            if (between.offset() >= offset) {
                break;
            }
            if (JournalRecord.decode(between.value()) instanceof JournalRecord.Epoch) {
                shard.deposed();
                return false;
            }
        }
        lastAcknowledged = offset;
        return true;
    }

    private void releaseDurable() {
        while (!steps.isEmpty() && steps.element().durable) {
            shard.release(steps.remove());
        }
    }
}
