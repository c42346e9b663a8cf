package io.penstock.services.sqs.queue;

import io.penstock.kernel.dedup.Hash128;
import io.penstock.services.sqs.queue.QueueProtocol.Outcome;
import io.penstock.services.sqs.queue.QueueProtocol.Receipt;
import io.penstock.services.sqs.queue.QueueProtocol.Scanned;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A queue partition as AWS describes it, with a list and maps and no thought of memory, journals or crashes. */
final class ModelQueue {

    /** One message that is not deleted. */
    static final class Message {
        final Scanned record;
        long visibleAt;
        long leasedAt;
        long firstReceived;
        int receives;
        int nonce;
        boolean moving;
        boolean changed;
        /** When its delay ends. */
        long due;
        /** Once it was handed out or taken, the queue's delay does not concern it. */
        boolean undelayed;

        boolean repeated;

        Message(Scanned record) {
            this.record = record;
            this.due = record.dueMillis();
            this.undelayed = record.dueMillis() != Scanned.BY_QUEUE;
        }

        Message copy() {
            Message copy = new Message(record);
            copy.visibleAt = visibleAt;
            copy.leasedAt = leasedAt;
            copy.firstReceived = firstReceived;
            copy.receives = receives;
            copy.nonce = nonce;
            copy.moving = moving;
            copy.changed = changed;
            copy.due = due;
            copy.undelayed = undelayed;
            copy.repeated = repeated;
            return copy;
        }

        boolean isLeased(long now) {
            return receives > 0 && !moving && visibleAt > now;
        }

        boolean isDelayed(long now) {
            return receives == 0 && !moving && due > now;
        }

        void delayBy(long queueDelayMillis) {
            if (!undelayed) {
                due = record.sentMillis() + queueDelayMillis;
            }
        }

        void startMove() {
            moving = true;
            undelayed = true;
        }

        boolean isVisible(long now) {
            return !moving && !isLeased(now) && !isDelayed(now);
        }

        boolean isExpired(long now, long retentionMillis) {
            return !moving && record.sentMillis() + retentionMillis <= now;
        }
    }

    record Attempt(long at, List<Receipt> receipts) {}

    final boolean fifo;
    final TreeMap<Long, Message> live = new TreeMap<>();
    final Map<Long, Long> originals = new HashMap<>();
    final Map<Hash128, Attempt> attempts = new HashMap<>();
    private final Map<Hash128, Scanned> accepted = new HashMap<>();
    private long delayMillis;

    ModelQueue(boolean fifo) {
        this.fifo = fifo;
    }

    /** A copy of everything. */
    ModelQueue copy() {
        ModelQueue copy = new ModelQueue(fifo);
        live.forEach((offset, message) -> copy.live.put(offset, message.copy()));
        copy.originals.putAll(originals);
        copy.attempts.putAll(attempts);
        copy.accepted.putAll(accepted);
        copy.delayMillis = delayMillis;
        return copy;
    }

    /** The delay of a FIFO queue is changed, for what waits already, too. */
    void delayBy(long millis) {
        delayMillis = millis;
        live.values().forEach(message -> message.delayBy(millis));
    }

    /** The message at that offset, which must be there. */
    Message message(long offset) {
        Message message = live.get(offset);
        if (message == null) {
            throw new AssertionError("no message at " + offset);
        }
        return message;
    }

    void append(Scanned record) {
        Scanned original = record.key() == null ? null : accepted.get(record.key());
        if (original != null && original.timestampMillis() + 300_000 > record.timestampMillis()) {
            originals.put(record.offset(), original.offset());
            return;
        }
        originals.put(record.offset(), record.offset());
        if (record.key() != null) {
            accepted.put(record.key(), record);
        }
        Message message = new Message(record);
        message.delayBy(delayMillis);
        live.put(record.offset(), message);
    }

    void expire(long now, long retentionMillis) {
        live.values().removeIf(message -> message.isExpired(now, retentionMillis));
    }

    /** For each group, or for the whole of a standard queue, what may be received now, in order. */
    List<List<Message>> eligible(long now) {
        if (!fifo) {
            return List.of(live.values().stream()
                    .filter(message -> message.isVisible(now))
                    .toList());
        }
        Map<Long, List<Message>> groups = new TreeMap<>();
        for (Message message : live.values()) {
            groups.computeIfAbsent(message.record.group(), group -> new ArrayList<>())
                    .add(message);
        }
        List<List<Message>> eligible = new ArrayList<>();
        for (List<Message> group : groups.values()) {
            List<Message> first = new ArrayList<>();
            for (Message message : group) {
                if (!message.isVisible(now)) {
                    break;
                }
                first.add(message);
            }
            if (!first.isEmpty()) {
                eligible.add(first);
            }
        }
        return eligible;
    }

    Outcome delete(Receipt receipt, long now) {
        Message message = live.get(receipt.offset());
        if (message == null || message.moving || message.receives == 0) {
            return Outcome.GONE;
        }
        if (fifo && (message.nonce != receipt.nonce() || !message.isLeased(now))) {
            return Outcome.EXPIRED;
        }
        if (message.nonce != receipt.nonce()) {
            return Outcome.SUPERSEDED;
        }
        live.remove(receipt.offset());
        return Outcome.DONE;
    }

    Outcome change(Receipt receipt, int seconds, long now) {
        Message message = live.get(receipt.offset());
        if (message == null || message.moving || message.receives == 0) {
            return Outcome.GONE;
        }
        boolean current = message.nonce == receipt.nonce();
        if (fifo && !(current && message.isLeased(now))) {
            return Outcome.EXPIRED;
        }
        if (!current) {
            return Outcome.SUPERSEDED;
        }
        if (!message.isLeased(now)) {
            return Outcome.NOT_IN_FLIGHT;
        }
        if (now + seconds * 1_000L > message.leasedAt + 43_200_000L) {
            return Outcome.BEYOND_LIMIT;
        }
        message.visibleAt = now + seconds * 1_000L;
        message.changed = true;
        return Outcome.DONE;
    }

    /** @param all also what was repeated for another poll */
    void giveBack(Receipt receipt, long now, boolean all) {
        Message message = live.get(receipt.offset());
        if (message != null && message.repeated && !all) {
            return;
        }
        if (message == null || message.moving || message.receives == 0 || message.nonce != receipt.nonce()) {
            return;
        }
        boolean leased = message.isLeased(now);
        message.receives--;
        if (message.receives == 0) {
            message.firstReceived = 0;
        }
        if (leased) {
            message.visibleAt = 0;
        }
    }

    void received(Receipt receipt, long now, int visibilitySeconds) {
        Message message = message(receipt.offset());
        message.receives++;
        message.undelayed = true;
        message.nonce = receipt.nonce();
        message.leasedAt = now;
        message.visibleAt = now + visibilitySeconds * 1_000L;
        message.changed = false;
        message.repeated = false;
        if (message.firstReceived == 0) {
            message.firstReceived = now;
        }
    }

    /** The receipts of an attempt that may be repeated. */
    @Nullable
    List<Receipt> repeatable(Hash128 id, long now) {
        Attempt attempt = attempts.get(id);
        if (attempt == null || attempt.at() + 300_000 <= now) {
            return null;
        }
        for (Receipt receipt : attempt.receipts()) {
            Message message = live.get(receipt.offset());
            if (message == null || !message.isLeased(now) || message.nonce != receipt.nonce() || message.changed) {
                return null;
            }
        }
        return attempt.receipts();
    }

    long visible(long now) {
        return live.values().stream().filter(message -> message.isVisible(now)).count();
    }

    long inFlight(long now) {
        return live.values().stream()
                .filter(message -> message.moving || message.isLeased(now))
                .count();
    }

    long delayed(long now) {
        return live.values().stream().filter(message -> message.isDelayed(now)).count();
    }
}
