package io.penstock.services.sqs.queue;

import io.penstock.kernel.dedup.Hash128;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.sqs.queue.Attempts.Attempt;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.MoveKind;
import io.penstock.services.sqs.queue.QueueProtocol.Moving;
import io.penstock.services.sqs.queue.QueueProtocol.Receipt;
import io.penstock.services.sqs.queue.QueueProtocol.ReceiveRules;
import io.penstock.services.sqs.queue.QueueProtocol.ReceivedMessage;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import io.penstock.services.sqs.rules.SqsFaults;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Decides on what hands messages out: receives and the takes of move tasks. */
final class Receiving {

    /** Those with an attempt wait in lanes of their own: when another poll gets messages by it, they need not wait for those before them. */
    private static final String LANE = "receive";

    private static final Reply.Received NOTHING = new Reply.Received(List.of());

    private static final long SECOND = 1_000;

    private Receiving() {}

    static Decision<QueueEvent, Reply> receive(QueueState state, Command.Receive receive, Tick tick) {
        if (state.discarded) {
            throw SqsFaults.QUEUE_DOES_NOT_EXIST.with();
        }
        long now = tick.now().toEpochMilli();
        Attempt attempt = repeatable(state, receive.attempt(), now);
        if (receive.attempt() != null && attempt != null) {
            long visibleAt = now + receive.visibilitySeconds() * SECOND;
            return Decision.journal(
                    new QueueEvent.AttemptRepeated(now, visibleAt, receive.attempt()), repeated(state, attempt));
        }
        ReceiveRules rules = receive.rules();
        int room = Math.min(receive.max(), rules.inFlightLimit() - state.window.inFlight());
        if (room <= 0) {
            boolean fails = !state.window.fifo && !receive.waitUntil().isAfter(tick.now());
            return fails ? Decision.reply(new Reply.OverLimit()) : nothing(receive, tick);
        }
        Selection selection = Selection.of(
                state,
                now,
                new Selection.Wanted(room, rules.maxReceiveCount(), rules.retentionMillis(), Long.MAX_VALUE));
        List<QueueEvent> events = asides(selection, now);
        if (selection.picked().isEmpty()) {
            return events.isEmpty() ? nothing(receive, tick) : Decision.journal(events, new Reply.Again());
        }
        long[] offsets = selection.picked().toArray();
        int[] nonces = new int[offsets.length];
        List<ReceivedMessage> messages = new ArrayList<>(offsets.length);
        for (int i = 0; i < offsets.length; i++) {
            messages.add(handOut(state, offsets[i], now, tick.random()));
            nonces[i] = messages.get(i).receipt().nonce();
        }
        long visibleAt = now + receive.visibilitySeconds() * SECOND;
        Hash128 attemptId = state.window.fifo ? receive.attempt() : null;
        events.add(new QueueEvent.Received(now, visibleAt, offsets, nonces, attemptId));
        return Decision.journal(events, new Reply.Received(messages));
    }

    static Decision<QueueEvent, Reply> take(QueueState state, Command.Take take, long now) {
        Selection selection = Selection.of(
                state, now, new Selection.Wanted(take.max(), 0, state.retentionMillis, take.beforeOffset()));
        List<QueueEvent> events = asides(selection, now);
        long[] offsets = selection.picked().toArray();
        List<Moving> taken = new ArrayList<>(offsets.length);
        for (long offset : offsets) {
            int slot = state.window.messages.find(offset);
            int receives = slot == Messages.NONE ? 0 : state.window.messages.receives[slot];
            taken.add(new Moving(offset, MoveKind.TASK, receives));
        }
        if (offsets.length > 0) {
            events.add(new QueueEvent.MoveStarted(MoveKind.TASK, now, offsets));
        }
        boolean exhausted =
                events.isEmpty() && state.filled >= take.beforeOffset() && state.window.lowest() >= take.beforeOffset();
        return Decision.journal(events, new Reply.Taken(taken, exhausted));
    }

    private static Decision<QueueEvent, Reply> nothing(Command.Receive receive, Tick tick) {
        return receive.waitUntil().isAfter(tick.now())
                ? new Decision.Park<>(lane(receive.attempt()), receive.waitUntil(), NOTHING)
                : Decision.reply(NOTHING);
    }

    private static String lane(@Nullable Hash128 attempt) {
        return attempt == null
                ? LANE
                : LANE + ' ' + Long.toHexString(attempt.high()) + ' ' + Long.toHexString(attempt.low());
    }

    /** What the choice found that must happen first. */
    private static List<QueueEvent> asides(Selection selection, long now) {
        List<QueueEvent> events = new ArrayList<>(1);
        if (!selection.expired().isEmpty()) {
            events.add(QueueEvent.Dropped.of(selection.expired()));
        }
        if (!selection.exhausted().isEmpty()) {
            events.add(new QueueEvent.MoveStarted(
                    MoveKind.DEAD_LETTER, now, selection.exhausted().toArray()));
        }
        return events;
    }

    private static ReceivedMessage handOut(QueueState state, long offset, long now, RandomGenerator random) {
        Messages messages = state.window.messages;
        int nonce = random.nextInt();
        int slot = messages.find(offset);
        if (slot == Messages.NONE || messages.receives[slot] == 0) {
            return new ReceivedMessage(new Receipt(offset, nonce), 1, now, null);
        }
        int fresh = nonce == messages.nonce[slot] ? nonce + 1 : nonce;
        return new ReceivedMessage(
                new Receipt(offset, fresh), messages.receives[slot] + 1, messages.firstReceived[slot], null);
    }

    /** The attempt of that id when it still counts and none of its messages was changed since. */
    private static @Nullable Attempt repeatable(QueueState state, @Nullable Hash128 id, long now) {
        Attempt attempt = id == null ? null : state.attempts.find(id, now);
        if (attempt == null) {
            return null;
        }
        Messages messages = state.window.messages;
        for (int i = 0; i < attempt.offsets().length; i++) {
            int slot = messages.find(attempt.offsets()[i]);
            if (slot == Messages.NONE
                    || !state.window.isLeased(slot, now)
                    || messages.nonce[slot] != attempt.nonces()[i]
                    || messages.is(slot, Messages.MODIFIED)) {
                return null;
            }
        }
        return attempt;
    }

    private static Reply repeated(QueueState state, Attempt attempt) {
        Messages messages = state.window.messages;
        List<ReceivedMessage> again = new ArrayList<>(attempt.offsets().length);
        for (long offset : attempt.offsets()) {
            int slot = messages.find(offset);
            again.add(new ReceivedMessage(
                    new Receipt(offset, messages.nonce[slot]),
                    messages.receives[slot],
                    messages.firstReceived[slot],
                    null));
        }
        return new Reply.Received(again);
    }
}
