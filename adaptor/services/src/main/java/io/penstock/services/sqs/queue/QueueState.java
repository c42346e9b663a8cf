package io.penstock.services.sqs.queue;

import io.penstock.kernel.dedup.Deduplication;
import io.penstock.services.sqs.queue.Attempts.Attempt;
import io.penstock.services.sqs.queue.QueueProtocol.MoveKind;
import io.penstock.services.sqs.queue.QueueProtocol.Moving;
import io.penstock.services.sqs.queue.QueueProtocol.Scanned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The window of one partition. Companions may read it on the shard's thread; only {@link QueueEvent}s change it.
 *
 * <p>Two places in the log: the scan has judged every record below {@link #scanFrom}, and the window has taken in
 * every message below {@code filled}. They are the same
 * unless a FIFO backlog is deeper than the window. Events that a recovery replays may speak of offsets at or above
 * {@code filled}: such messages are rows that are
 * <i>ahead</i> of the scan, or, once deleted, offsets to <i>skip</i>, until the window reaches them.
 */
public final class QueueState {

    /** How much a broker's clock may be behind ours before a key is forgotten too early. */
    private static final long CLOCK_SKEW_MILLIS = 60_000;

    /** Leases and delays ended in one step, to keep a step under a few milliseconds. */
    private static final int SETTLED_AT_ONCE = 5_000;

    final Window window;
    final Capacity capacity;
    final OffsetRanges skip = new OffsetRanges();
    final OffsetRanges ahead = new OffsetRanges();
    final Judge judge = new Judge();
    final Attempts attempts = new Attempts();

    long scanned;
    long filled;
    /** MessageRetentionPeriod as last told; 0 while unknown. */
    long retentionMillis;
    /** Counts receives: runs and groups of a standard queue come first by turns. */
    long receives;

    boolean discarded;

    /** Not after the oldest message was sent. */
    private long oldestHint = Long.MAX_VALUE;

    QueueState(boolean fifo, Capacity capacity) {
        this.window = new Window(fifo);
        this.capacity = capacity;
    }

    /** Where the scan of the topic partition goes on; offsets below are known. */
    public long scanFrom() {
        return scanned;
    }

    /**
     * Whether the tail should be followed now. FIFO: always. Standard: while the window has room, so that a deep
     * backlog stays in the log. Look
     * again after every committed event, and pause or resume the feed.
     */
    public Room room() {
        return window.fifo || !ahead.isEmpty() ? Room.PLENTY : capacity.room(window);
    }

    /** Whether the window can take more of the log. */
    public boolean wantsScan() {
        return room() != Room.NONE;
    }

    /**
     * FIFO with a deep backlog: where {@link QueueProtocol.Command.Refill} should read now; empty when nothing is to
     * be refilled.
     */
    public OptionalLong refillFrom() {
        boolean wanted = filled < scanned
                && window.arrived() < capacity.lookAhead()
                && window.groups.reach() < capacity.reachLow();
        return wanted ? OptionalLong.of(filled) : OptionalLong.empty();
    }

    /**
     * What {@link QueueProtocol.Command.Trim} answers: what is deleted, and what no key is remembered of. Linear in
     * the window.
     */
    long trimmable() {
        return Math.min(Math.min(scanned, filled), Math.min(window.lowest(), judge.keys.oldestOffset()));
    }

    /** Messages on their way to another queue, by offset: what {@code Companion.opened} must finish. Linear in the window. */
    public List<Moving> moving() {
        List<Moving> moving = new ArrayList<>();
        if (window.moving() > 0) {
            for (int slot : window.messages.byOffset()) {
                movingAt(slot).ifPresent(moving::add);
            }
        }
        return moving;
    }

    /** The message on its way to another queue at that offset; empty when it is not moving (any more). */
    public Optional<Moving> moving(long offset) {
        int slot = window.messages.find(offset);
        return slot == Messages.NONE ? Optional.empty() : movingAt(slot);
    }

    /** Offsets that the next receives will probably hand out, for reading ahead; at most {@code max}, cheap. */
    public long[] upcoming(int max) {
        Offsets offsets = new Offsets();
        for (int group = window.groups.firstTurn();
                group != Messages.NONE && offsets.size() < max;
                group = window.groups.turnAfter(group)) {
            int slot = window.groups.head[group];
            while (slot != Messages.NONE && window.messages.status[slot] == Messages.VISIBLE && offsets.size() < max) {
                offsets.add(window.messages.offset[slot]);
                slot = window.messages.next[slot];
            }
        }
        for (int run = 0; run < window.runs.runs() && offsets.size() < max; run++) {
            for (long at = window.runs.first(run); at <= window.runs.last(run) && offsets.size() < max; at++) {
                offsets.add(at);
            }
        }
        return offsets.toArray();
    }

    /** Messages of the log that the window has not taken in, given the log's end. */
    long backlog(long endOffset) {
        if (endOffset <= filled) {
            return 0;
        }
        return Math.max(
                0, endOffset - filled - skip.countBetween(filled, endOffset) - ahead.countBetween(filled, endOffset));
    }

    /** When {@code Wake} is next due; {@code Long.MAX_VALUE} for never. */
    long nextDue() {
        long due = window.heap.isEmpty() ? Long.MAX_VALUE : window.messages.due[window.heap.first()];
        if (!window.delayed.isEmpty()) {
            due = Math.min(due, window.delayed.due(0));
        }
        return Math.min(due, nextExpiry());
    }

    /**
     * When messages should next be looked through for expired ones: at most once a second, {@code Long.MAX_VALUE} for
     * never.
     */
    long nextExpiry() {
        if (retentionMillis == 0 || oldestHint == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        return Math.ceilDiv(oldestHint + retentionMillis, 1_000L) * 1_000L;
    }

    void apply(QueueEvent event) {
        switch (event) {
            case QueueEvent.TailScanned e -> tailScanned(e);
            case QueueEvent.Refilled e -> refilled(e);
            case QueueEvent.TimePassed(long at) -> timePassed(at);
            case QueueEvent.TailQuiet(long at) ->
                judge.keys.forgetBefore(at - Deduplication.INTERVAL_MILLIS - CLOCK_SKEW_MILLIS);
            case QueueEvent.Received e -> received(e);
            case QueueEvent.AttemptRepeated e -> attemptRepeated(e);
            case QueueEvent.Deleted(long[] offsets) -> removeAll(offsets);
            case QueueEvent.Moved(long[] offsets) -> removeAll(offsets);
            case QueueEvent.VisibilityChanged(long[] offsets, long[] visibleAt) ->
                visibilityChanged(offsets, visibleAt);
            case QueueEvent.GivenBack(long[] offsets) -> givenBack(offsets);
            case QueueEvent.MoveStarted(MoveKind kind, long at, long[] offsets) -> moveStarted(kind, at, offsets);
            case QueueEvent.MoveAbandoned(long[] offsets) -> moveAbandoned(offsets);
            case QueueEvent.Dropped(long[] first, long[] last) -> dropped(first, last);
            case QueueEvent.Purged(long beforeOffset) -> purged(beforeOffset);
            case QueueEvent.DuplicatesJudged(long[] first, long[] last) -> judge.wrote(first, last, scanned);
            case QueueEvent.SourcesNoted e -> judge.sources.noted(e);
            case QueueEvent.Discarded() -> discarded = true;
        }
    }

    private void tailScanned(QueueEvent.TailScanned event) {
        retentionMillis = event.retentionMillis();
        window.delayBy(event.delayMillis(), event.at());
        judge.resume(event, scanned);
        boolean lagging = filled < scanned;
        for (Scanned record : event.records()) {
            long offset = record.offset();
            if (offset < scanned) {
                continue;
            }
            boolean duplicate = judge.isDuplicate(record);
            if (!lagging && offset >= filled) {
                filled = offset;
                lagging = !hasRoom();
            }
            if (lagging && duplicate && offset >= filled) {
                skip.add(offset);
            } else if (!lagging && offset >= filled) {
                fill(record, duplicate, event.at());
            }
        }
        scanned = Math.max(scanned, event.next());
        judge.written.removeBelow(scanned);
        if (!lagging) {
            filled = Math.max(filled, scanned);
        }
        forgetBelowFilled();
    }

    private void refilled(QueueEvent.Refilled event) {
        for (Scanned record : event.records()) {
            if (record.offset() < filled) {
                continue;
            }
            if (record.offset() >= scanned || !hasRoom()) {
                filled = Math.min(record.offset(), scanned);
                forgetBelowFilled();
                return;
            }
            fill(record, false, event.at());
        }
        filled = Math.max(filled, Math.min(event.next(), scanned));
        forgetBelowFilled();
    }

    private boolean hasRoom() {
        return !window.fifo
                || (window.arrived() < capacity.lookAhead() && window.groups.reach() < capacity.reachEnough());
    }

    private void fill(Scanned record, boolean duplicate, long now) {
        long offset = record.offset();
        filled = offset + 1;
        if (skip.remove(offset) || duplicate) {
            return;
        }
        boolean known = ahead.remove(offset);
        if (known) {
            window.arrive(known(offset), record.sentMillis(), record.group());
        } else if (retentionMillis > 0 && record.sentMillis() + retentionMillis <= now) {
            return;
        } else {
            window.enter(record, now);
        }
        oldestHint = Math.min(oldestHint, record.sentMillis());
    }

    /** What the window passed without meeting its record is not in the log any more. */
    private void forgetBelowFilled() {
        skip.removeBelow(filled);
        ahead.removeBetween(0, filled, offset -> window.remove(known(offset)));
    }

    private void timePassed(long at) {
        window.settle(at, SETTLED_AT_ONCE);
        attempts.forgetBefore(at - Attempts.INTERVAL_MILLIS);
        if (nextExpiry() <= at) {
            oldestHint = window.firstToExpire();
        }
    }

    private void received(QueueEvent.Received event) {
        receives++;
        for (int i = 0; i < event.offsets().length; i++) {
            int slot = hold(event.offsets()[i], event.at());
            Messages messages = window.messages;
            messages.nonce[slot] = event.nonces()[i];
            messages.receives[slot]++;
            messages.leased[slot] = event.at();
            messages.clear(slot, (byte) (Messages.MODIFIED | Messages.REPEATED));
            if (messages.firstReceived[slot] == 0) {
                messages.firstReceived[slot] = event.at();
            }
            window.lease(slot, event.visibleAt());
        }
        if (event.attempt() != null) {
            attempts.put(event.attempt(), new Attempt(event.at(), event.offsets(), event.nonces()));
        }
    }

    private void attemptRepeated(QueueEvent.AttemptRepeated event) {
        Attempt attempt = attempts.find(event.attempt(), event.at());
        if (attempt == null) {
            throw new IllegalStateException("no receive attempt " + event);
        }
        for (long offset : attempt.offsets()) {
            int slot = known(offset);
            window.messages.leased[slot] = event.at();
            window.messages.set(slot, Messages.REPEATED);
            window.lease(slot, event.visibleAt());
        }
    }

    private void visibilityChanged(long[] offsets, long[] visibleAt) {
        for (int i = 0; i < offsets.length; i++) {
            int slot = known(offsets[i]);
            window.messages.set(slot, Messages.MODIFIED);
            window.lease(slot, visibleAt[i]);
        }
    }

    private void givenBack(long[] offsets) {
        for (long offset : offsets) {
            int slot = known(offset);
            window.messages.receives[slot]--;
            if (window.messages.receives[slot] == 0) {
                window.messages.firstReceived[slot] = 0;
            }
            if (window.messages.status[slot] == Messages.IN_FLIGHT) {
                window.become(slot, Messages.VISIBLE);
            }
        }
    }

    private void moveStarted(MoveKind kind, long at, long[] offsets) {
        byte status = switch (kind) {
            case DEAD_LETTER -> Messages.MOVING_DEAD_LETTER;
            case TASK -> Messages.MOVING_TASK;
        };
        for (long offset : offsets) {
            window.become(hold(offset, at), status);
        }
    }

    private void moveAbandoned(long[] offsets) {
        for (long offset : offsets) {
            int slot = known(offset);
            window.become(slot, Messages.VISIBLE);
            if (window.messages.sentAt[slot] != Window.UNKNOWN) {
                oldestHint = Math.min(oldestHint, window.messages.sentAt[slot]);
            }
        }
    }

    private void removeAll(long[] offsets) {
        for (long offset : offsets) {
            int slot = known(offset);
            if (ahead.remove(offset)) {
                skip.add(offset);
            }
            window.remove(slot);
        }
    }

    private void dropped(long[] first, long[] last) {
        for (int i = 0; i < first.length; i++) {
            drop(first[i], last[i]);
            if (last[i] >= filled) {
                skip.add(Math.max(first[i], filled), last[i]);
            }
        }
    }

    private void purged(long beforeOffset) {
        drop(0, beforeOffset - 1);
        filled = Math.max(filled, beforeOffset);
        skip.removeBelow(filled);
    }

    private void drop(long first, long last) {
        ahead.removeBetween(first, last + 1, offset -> {});
        window.removeBetween(first, last);
    }

    /** The row of a message, made if it is part of a run, or if the scan has not reached it. */
    private int hold(long offset, long now) {
        int slot = window.hold(offset, now);
        if (slot != Messages.NONE) {
            return slot;
        }
        if (offset < filled || skip.contains(offset)) {
            throw new IllegalStateException("message " + offset + " is not in the window, filled to " + filled);
        }
        ahead.add(offset);
        return window.addAhead(offset);
    }

    private int known(long offset) {
        int slot = window.messages.find(offset);
        if (slot == Messages.NONE) {
            throw new IllegalStateException("message " + offset + " is not held, filled to " + filled);
        }
        return slot;
    }

    private Optional<Moving> movingAt(int slot) {
        byte status = window.messages.status[slot];
        if (status != Messages.MOVING_DEAD_LETTER && status != Messages.MOVING_TASK) {
            return Optional.empty();
        }
        MoveKind kind = status == Messages.MOVING_TASK ? MoveKind.TASK : MoveKind.DEAD_LETTER;
        return Optional.of(new Moving(window.messages.offset[slot], kind, window.messages.receives[slot]));
    }

    /** For a restored state: what the rows say about ages. */
    void restored() {
        oldestHint = window.firstToExpire();
    }
}
