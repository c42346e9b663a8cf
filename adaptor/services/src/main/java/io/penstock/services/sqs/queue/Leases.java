package io.penstock.services.sqs.queue;

import io.penstock.kernel.dedup.Hash128;
import io.penstock.kernel.machine.Decision;
import io.penstock.services.sqs.queue.QueueProtocol.Outcome;
import io.penstock.services.sqs.queue.QueueProtocol.Receipt;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import io.penstock.services.sqs.queue.QueueProtocol.VisibilityChange;
import java.util.ArrayList;
import java.util.List;

/** Decides on what consumers do with receipts: deletes and visibility changes. */
final class Leases {

    /** API reference, ChangeMessageVisibility: 12 hours from the receive that the receipt came from. */
    static final long LONGEST_MILLIS = 12L * 60 * 60 * 1_000;

    private static final long SECOND = 1_000;

    private Leases() {}

    static Decision<QueueEvent, Reply> delete(QueueState state, List<Receipt> receipts, long now) {
        List<Outcome> outcomes = new ArrayList<>(receipts.size());
        Offsets deleted = new Offsets();
        for (Receipt receipt : receipts) {
            Outcome outcome = ofDelete(state.window, receipt, now);
            outcomes.add(outcome);
            if (outcome == Outcome.DONE && !contains(deleted, receipt.offset())) {
                deleted.add(receipt.offset());
            }
        }
        // Journaled even when nothing is deleted: a consumer who hears that a message is gone never asks again, so an
        // owner
        // that was deposed and does not know must not be the one to say so.
        return Decision.journal(new QueueEvent.Deleted(deleted.toArray()), new Reply.Outcomes(outcomes));
    }

    static Decision<QueueEvent, Reply> change(QueueState state, List<VisibilityChange> changes, long now) {
        List<Outcome> outcomes = new ArrayList<>(changes.size());
        Offsets changed = new Offsets();
        Offsets visibleAt = new Offsets();
        for (VisibilityChange change : changes) {
            boolean released = isReleased(changed, visibleAt, change.receipt().offset(), now);
            Outcome outcome = ofChange(state.window, change, released, now);
            outcomes.add(outcome);
            if (outcome == Outcome.DONE) {
                changed.add(change.receipt().offset());
                visibleAt.add(now + change.seconds() * SECOND);
            }
        }
        Reply reply = new Reply.Outcomes(outcomes);
        return changed.isEmpty()
                ? Decision.reply(reply)
                : Decision.journal(new QueueEvent.VisibilityChanged(changed.toArray(), visibleAt.toArray()), reply);
    }

    static Decision<QueueEvent, Reply> giveBack(QueueState state, Hash128 attempt, long now) {
        Attempts.Attempt handedOut = state.attempts.find(attempt, now);
        if (handedOut == null) {
            return Decision.reply(new Reply.Done());
        }
        List<Receipt> receipts = new ArrayList<>(handedOut.offsets().length);
        for (int i = 0; i < handedOut.offsets().length; i++) {
            receipts.add(new Receipt(handedOut.offsets()[i], handedOut.nonces()[i]));
        }
        return giveBack(state, receipts, true);
    }

    /** A receive that was repeated has a caller who got it, though this one did not. */
    static Decision<QueueEvent, Reply> giveBack(QueueState state, List<Receipt> receipts) {
        return giveBack(state, receipts, false);
    }

    private static Decision<QueueEvent, Reply> giveBack(QueueState state, List<Receipt> receipts, boolean repeated) {
        Offsets given = new Offsets();
        for (Receipt receipt : receipts) {
            int slot = find(state.window, receipt);
            boolean last = slot != Messages.NONE
                    && state.window.messages.nonce[slot] == receipt.nonce()
                    && (repeated || !state.window.messages.is(slot, Messages.REPEATED));
            if (last && !contains(given, receipt.offset())) {
                given.add(receipt.offset());
            }
        }
        return given.isEmpty()
                ? Decision.reply(new Reply.Done())
                : Decision.journal(new QueueEvent.GivenBack(given.toArray()), new Reply.Done());
    }

    /**
     * A standard message that is visible again can still be deleted by its last receipt; on FIFO a lease that is over
     * is over.
     */
    private static Outcome ofDelete(Window window, Receipt receipt, long now) {
        int slot = find(window, receipt);
        if (slot == Messages.NONE) {
            return Outcome.GONE;
        }
        boolean current = window.messages.nonce[slot] == receipt.nonce();
        if (window.fifo) {
            return current && window.isLeased(slot, now) ? Outcome.DONE : Outcome.EXPIRED;
        }
        return current ? Outcome.DONE : Outcome.SUPERSEDED;
    }

    /** Whether one of the changes so far makes a message visible. */
    private static boolean isReleased(Offsets changed, Offsets visibleAt, long offset, long now) {
        for (int i = 0; i < changed.size(); i++) {
            if (changed.get(i) == offset && visibleAt.get(i) <= now) {
                return true;
            }
        }
        return false;
    }

    /** @param released by an earlier change of the same batch */
    private static Outcome ofChange(Window window, VisibilityChange change, boolean released, long now) {
        int slot = find(window, change.receipt());
        if (slot == Messages.NONE) {
            return Outcome.GONE;
        }
        boolean current = window.messages.nonce[slot] == change.receipt().nonce();
        boolean leased = !released && window.isLeased(slot, now);
        if (window.fifo && !(current && leased)) {
            return Outcome.EXPIRED;
        }
        if (!current) {
            return Outcome.SUPERSEDED;
        }
        if (!leased) {
            return Outcome.NOT_IN_FLIGHT;
        }
        return now + change.seconds() * SECOND > window.messages.leased[slot] + LONGEST_MILLIS
                ? Outcome.BEYOND_LIMIT
                : Outcome.DONE;
    }

    /** The row of a message that was received at least once and is not on its way to another queue. */
    private static int find(Window window, Receipt receipt) {
        int slot = window.messages.find(receipt.offset());
        boolean held = slot != Messages.NONE && window.messages.receives[slot] > 0 && !window.isMoving(slot);
        return held ? slot : Messages.NONE;
    }

    private static boolean contains(Offsets offsets, long offset) {
        for (int i = 0; i < offsets.size(); i++) {
            if (offsets.get(i) == offset) {
                return true;
            }
        }
        return false;
    }
}
